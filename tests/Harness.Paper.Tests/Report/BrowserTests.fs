/// The report in a browser: a reader's clicks from numbers to what is behind them. Budget: half a minute on a busy machine.
module Harness.Paper.Tests.BrowserTests

open System.IO
open System.Text.Json
open PuppeteerSharp
open Xunit
open Harness.Paper
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tests
open Harness.Paper.Tests.Goldens

/// Notes whatever the page's policy refuses, from the first line on.
let private watch =
    "<script>window.refused = []; document.addEventListener('securitypolicyviolation', function (e) { refused.push(e.blockedURI); });</script>"

/// Follows the clicks and leaves what it saw in an attribute.
let private reader =
    """<script>
window.addEventListener('load', function () {
  var seen = { clicks: [] };
  function later(next) { setTimeout(next, 300); }
  function target() { return document.getElementById(decodeURIComponent(location.hash.slice(1))); }
  function shown(e) { return e !== null && getComputedStyle(e).display !== 'none'; }
  function click(e) { seen.clicks.push(e.textContent); e.click(); }
  function number(prefix) { return document.querySelector('#table-main-stamp-scenes td.number a[href^="' + prefix + '"]'); }
  later(function () {
    click(number('#cell-'));
    later(function () {
      seen.cell = shown(target());
      click(target().querySelector('a.run-link'));
      later(function () {
        seen.run = shown(target());
        seen.configuration = target().querySelector('.configuration pre').textContent;
        seen.facts = target().querySelector('dl').textContent;
        var fold = target().querySelector('details.predictions');
        click(fold.querySelector('summary'));
        later(function () {
          seen.predictions = Array.from(fold.querySelectorAll('tr')).map(function (r) { return r.textContent; });
          click(number('#law-'));
          later(function () {
            seen.law = target().textContent;
            var charts = Array.from(document.querySelectorAll('figure.chart'));
            seen.charts = charts.length;
            seen.drawn = charts.filter(function (c) { return c.querySelector('.main-svg .trace, .main-svg .point path, .main-svg .bars'); }).length;
            seen.broken = Array.from(document.querySelectorAll('a[href^="#"]')).map(function (a) { return a.getAttribute('href'); })
              .filter(function (h) { return document.getElementById(h.slice(1)) === null; });
            seen.requests = performance.getEntriesByType('resource').map(function (r) { return r.name; }).filter(function (n) { return !/^(data|blob):/.test(n); });
            seen.refused = window.refused;
            document.body.setAttribute('data-seen', JSON.stringify(seen));
          });
        });
      });
    });
  });
});
</script>"""

/// The shared browser; where there is none, the test is skipped.
let private browser () =
    Assert.SkipWhen(Browser.Find().IsNone, "there is no Chromium on this machine")
    Browser.Shared(Browser.Find().Value)

[<Fact>]
let ``three clicks lead from a number to configuration, commit and predictions, one to its law; figures draw and nothing is fetched``
    ()
    =
    use folder = new Samples.Folder()
    ResultFiles.write (folder.Sub "set") (Samples.set 2 1.0)
    PaperOutputs(ReportTests.paperRoot, pictures = false).Build("mixphm", "proxy", folder.Sub "set", folder.Sub "out")
    |> ignore
    let page = folder.Sub "page.html"
    let html = File.ReadAllText(Path.Combine(folder.Sub "out", "proxy", "report.html"))
    File.WriteAllText(
        page,
        html.Replace("<link rel=\"icon\"", watch + "<link rel=\"icon\"").Replace("</body>", reader + "</body>")
    )
    let readToTheEnd (shown: IPage) =
        task {
            let! _ = shown.WaitForSelectorAsync "body[data-seen]"
            return! shown.EvaluateExpressionAsync<string> "document.body.getAttribute('data-seen')"
        }
    use document = JsonDocument.Parse(browser().Visit(page, readToTheEnd))
    let seen = document.RootElement
    let texts name = seen |> get name |> items |> List.map string
    Assert.True((seen |> get "cell").GetBoolean())
    Assert.True((seen |> get "run").GetBoolean())
    Assert.Contains("n_d: 16", string (seen |> get "configuration"))
    Assert.Contains("abc1234", string (seen |> get "facts"))
    Assert.Equal<string list>(
        [ "Question idQuestionAnswerPrediction"; "q1what is, \"left\" of the zebra?kiteowl"; "q2how many <b>kites</b>?22✓" ],
        texts "predictions"
    )
    Assert.Contains("passed", string (seen |> get "law"))
    Assert.Equal(3.0, seen |> get "charts" |> number)
    Assert.Equal(3.0, seen |> get "drawn" |> number)
    Assert.Empty(texts "broken")
    Assert.Empty(texts "requests")
    Assert.Empty(texts "refused")

[<Fact>]
let ``a page may be named relative to where the harness was started, and printed without one`` () =
    use folder = new Samples.Folder()
    File.WriteAllText(folder.Sub "page.html", "<!DOCTYPE html><title>a page</title>")
    let browser = browser ()
    Assert.Equal(
        "a page",
        browser.Visit(Path.GetRelativePath(System.Environment.CurrentDirectory, folder.Sub "page.html"), _.GetTitleAsync())
    )
    Assert.Equal<byte[]>("%PDF"B, (browser.Print "<!DOCTYPE html><p>a page</p>")[..3])
