/// The pages of a report that numbers lead to. Each is a section that the style sheet shows only while its address is the page's:
/// a cell lists its runs, a run shows its configuration, commit, environment and, unfolded by a third click, every prediction.
module Harness.Paper.Report.EvidencePages

open System.Text.Json
open System.Text.Encodings.Web
open Harness.Paper.Results
open Harness.Paper.Tables

let private e = Html.escape
let private fixed2 (x: float) = x.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)
let private option x = x |> Option.map fixed2 |> Option.defaultValue "–"

let private place (r: RunRow) =
    let size = if r.ND = 0 then "" else $", N_D = {r.ND}"
    let experiment = if r.Experiment = "main" then "" else $", experiment {r.Experiment}"
    $"{Methods.title (RunRow.name r)} on {r.Dataset}{size}{experiment}"

let private page anchor title lines =
    [ $"<section class=\"evidence\" id=\"{e anchor}\"><h3>{e title}</h3>"
      yield! lines
      "<p><a href=\"#results\">Back to the results</a></p></section>" ]

let private table header rows =
    let line tag cells = "<tr>" + (cells |> List.map (fun c -> $"<{tag}>{c}</{tag}>") |> String.concat "") + "</tr>"
    [ "<table><thead>" + line "th" header + "</thead><tbody>"; yield! rows |> List.map (line "td"); "</tbody></table>" ]

let private cellPage (rows: RunRow list) =
    let first = rows.Head
    page (Evidence.cell first) (place first)
        [ yield!
              table [ "Seed"; "Test, %"; "Dev, %"; "Best step"; "Run" ]
                  [ for r in rows |> List.sortBy RunRow.order ->
                        [ string r.Seed; fixed2 r.Score; option r.DevScore; string r.BestStep; $"<a class=\"run-link\" href=\"#{e (Evidence.run r)}\">{e r.Key}</a>" ] ] ]

let private surroundings (set: ResultSet) (r: RunRow) =
    set.Surroundings
    |> List.tryFind (fun s -> s.Commit + (if s.Dirty then "+" else "") = r.Commit)
    |> Option.map (fun s -> $"{s.Cpu}; {s.Threads} threads; {s.Blas}; torch {s.Torch} ({s.Packages} packages); {s.Os}; {s.Dotnet}; determinism {s.Determinism}")
    |> Option.defaultValue "–"

let private facts items = "<dl>" + (items |> List.map (fun (name, value) -> $"<dt>{e name}</dt><dd>{e value}</dd>") |> String.concat "") + "</dl>"

let private runPage (pictures: Map<string, string>) (set: ResultSet) (r: RunRow) =
    let seed = if r.Kind = "baseline" && r.Steps = 0 then "" else $", seed {r.Seed}"
    let commit = r.Commit.TrimEnd '+' + (if r.Commit.EndsWith '+' then " with local changes" else "")
    let configuration = ResultSet.configuration set r
    page (Evidence.run r) (place r + seed)
        [ facts
              [ "Run", r.Key
                "Test score", $"{fixed2 r.Score} %% (last weights {option r.ScoreLast}, dev {option r.DevScore})"
                "Trained", $"{Cell.plain 0 (Count r.Trainable)} of {Cell.plain 0 (Count r.Total)} numbers"
                "Steps", $"{r.Steps}, best {r.BestStep}, {fixed2 r.Seconds} s"
                "Commit", commit
                "Environment", surroundings set r
                "Folder", $"runs/{r.Key} below the results folder: config.yaml, manifest.json, metrics.jsonl, predictions.jsonl" ]
          $"<details class=\"configuration\" open><summary>Configuration</summary><pre>{e configuration}</pre></details>"
          match pictures.TryFind r.Key with
          | Some page -> $"<p><a class=\"inspection\" href=\"{e page}\">Answers with the pictures, beside other methods at this N_D (first seed of each)</a></p>"
          | None -> ()
          if set.Answers |> List.exists (fun a -> a.Key = r.Key) then
              $"<details class=\"predictions\" data-run=\"{e r.Key}\"><summary>Predictions</summary></details>" ]

/// All cells and runs of the set.
/// <param name="pictures">By run: the page beside the report that shows its answers with pictures.</param>
let sections pictures (set: ResultSet) =
    [ for _, rows in set.Rows |> List.groupBy Evidence.cell do
          yield! cellPage rows
      for r in set.Rows do
          yield! runPage pictures set r ]

let private json = JsonSerializerOptions(Encoder = JavaScriptEncoder.Create System.Text.Unicode.UnicodeRanges.All)

/// What the predictions are unfolded from, as a script element that holds data.
let answers (set: ResultSet) =
    let questions = dict [ for q in set.Questions -> q.Id, [| for id, text, answer in q.Questions -> [| id; text; answer |] |] ]
    let runs = dict [ for a in set.Answers -> a.Key, (Array.ofList (a.Sheet :: a.Answers)) ]
    "<script type=\"application/json\" id=\"answers\">" + JsonSerializer.Serialize({| questions = questions; runs = runs |}, json) + "</script>"

/// Fills a fold of predictions when it is first opened.
let script =
    """<script>
document.querySelectorAll('details.predictions').forEach(function (fold) {
  fold.addEventListener('toggle', function () {
    if (!fold.open || fold.querySelector('table')) { return; }
    var all = JSON.parse(document.getElementById('answers').textContent), run = all.runs[fold.dataset.run];
    var table = document.createElement('table');
    function row(tag, cells) {
      var line = table.insertRow();
      cells.forEach(function (text) { var cell = document.createElement(tag); cell.textContent = text; line.appendChild(cell); });
    }
    row('th', ['Question id', 'Question', 'Answer', 'Prediction', '']);
    run.slice(1).forEach(function (given, i) {
      var q = all.questions[run[0]][i];
      row('td', [q[0], q[1], q[2], given, given === q[2] ? '✓' : '']);
    });
    fold.appendChild(table);
  });
});
</script>"""
