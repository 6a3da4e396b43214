module Harness.Notebooks.Tests.Display.RenderingTests

open Xunit
open Harness.Laws
open Harness.Notebooks.Display
open Harness.Notebooks.Documents
open Harness.Paper.Tables
open Microsoft.DotNet.Interactive.Formatting
open Plotly.NET

let private types (bundle: MimeBundle) = bundle.Representations |> Map.toList |> List.map fst

[<Fact>]
let ``a chart's interactive form has a title in plain text and the same bytes each time`` () =
    let draw () = Chart.Line(xy = [ 1, 2; 3, 4 ]) |> Chart.withTitle "Bound </script> & more"
    let last (chart: GenericChart) = List.last (Rendering.toBundles chart)
    let bundle = last (draw ())
    Assert.Equal<string list>([ "text/html"; "text/plain" ], types bundle)
    Assert.Equal("[figure: Bound </script> & more]", bundle.ToString())
    Assert.Equal(bundle, last (draw ()))
    Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(bundle.Representations["text/html"], "</script>"))

[<Fact>]
let ``a table is HTML, and aligned text beside it`` () =
    let table = { Id = "t"; Caption = "Sizes"; Columns = [ Table.column "n" "" ]; Rows = [ Table.plain [ Count 1234L ] ]; N = 0; Notes = [] }
    let bundle = Rendering.toBundles table |> List.exactlyOne
    Assert.Contains("<td class=\"number\">1,234</td>", bundle.Representations["text/html"])
    Assert.Contains("1,234", bundle.ToString())

[<Fact>]
let ``checked laws are a table`` () =
    let laws = Kronecker.Ranks.laws Matrix.kron |> List.truncate 2
    let results = Runner.run { RunOptions.Default with Cases = 5 } ignore laws
    let text = (Rendering.toBundles results |> List.exactlyOne).ToString()
    for law in laws do
        Assert.Contains(law.Id, text)

[<Fact>]
let ``a registered formatter is used, and a number is text alone`` () =
    Formatter.Register<System.Version>(System.Func<System.Version, string>(fun version -> $"<i>{version.Major}</i>"), "text/html")
    try
        let bundle = Rendering.toBundles (System.Version(3, 1)) |> List.exactlyOne
        Assert.Equal("<i>3</i>", bundle.Representations["text/html"])
        Assert.Equal<MimeBundle list>([ MimeBundle.plain "42" ], Rendering.toBundles 42)
    finally
        Formatter.ResetToDefault()

[<Fact>]
let ``null, texts and bundles are shown as they are`` () =
    Assert.Equal<MimeBundle list>([ MimeBundle.plain "<null>" ], Rendering.toBundles null)
    Assert.Equal<MimeBundle list>([ MimeBundle.plain "a\nb" ], Rendering.toBundles "a\nb")
    let bundle = MimeBundle.html "<b>x</b>" "x"
    Assert.Equal<MimeBundle list>([ bundle ], Rendering.toBundles bundle)
