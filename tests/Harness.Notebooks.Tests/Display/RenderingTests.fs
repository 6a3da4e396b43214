module Harness.Notebooks.Tests.Display.RenderingTests

open Deedle
open Xunit
open Harness.Laws
open Harness.Notebooks.Display
open Harness.Paper.Tables
open Microsoft.DotNet.Interactive.Formatting
open Plotly.NET
open TorchSharp

let private data (value: objnull) =
    Rendering.toDisplays value |> List.map (fun display -> Map.ofList [ for one in display -> one.MimeType, one.Value ])

let private single (value: objnull) = data value |> List.exactlyOne

[<Fact>]
let ``a chart's interactive form has a title in plain text and the same bytes each time`` () =
    let draw () = Chart.Line(xy = [ 1, 2; 3, 4 ]) |> Chart.withTitle "Bound & more"
    let last () = List.last (data (draw ()))
    Assert.Equal("[figure: Bound & more]", last()["text/plain"])
    Assert.Contains("cdn.plot.ly/plotly-2.28.0", last()["text/html"])
    Assert.Equal<Map<string, string>>(last (), last ())

[<Fact>]
let ``a chart's picture is a PNG of its own`` () =
    if Harness.Paper.Figures.Browser.Find().IsSome then
        Assert.StartsWith("iVBOR", (List.head (data (Chart.Line(xy = [ 1, 2 ]))))["image/png"])

[<Fact>]
let ``a table is HTML, and aligned text beside it, also in a list`` () =
    let table =
        { Id = "t"
          Caption = "Sizes"
          Columns = [ Table.column "n" "" ]
          Rows = [ Table.plain [ Count 1234L ] ]
          N = 0
          Notes = [] }
    for value in [ table :> obj; [ table ] :> obj ] do
        Assert.Contains("<td class=\"number\">1,234</td>", (single value)["text/html"])
        Assert.Contains("1,234", (single value)["text/plain"])

[<Fact>]
let ``checked laws are a table`` () =
    let laws = Kronecker.Ranks.laws Matrix.kron |> List.truncate 2
    let results = Runner.run { RunOptions.Default with Cases = 5 } ignore laws
    let text = (single results)["text/plain"]
    for law in laws do
        Assert.Contains(law.Id, text)

[<Fact>]
let ``a frame is a table of its values`` () =
    let frame = Frame.ofColumns [ "a", Series.ofObservations [ 1, 0.5; 2, 1.25 ]; "b", Series.ofObservations [ 2, 7.0 ] ]
    Assert.Contains("<tr><td>2</td><td>1.25</td><td>7</td></tr>", (single frame)["text/html"])
    Assert.Equal("      a  b\n1   0.5\n2  1.25  7", (single frame)["text/plain"])

[<Fact>]
let ``a tensor shows its kind, shape and values, a model its parameters`` () =
    Assert.Equal("Int64 [2, 2]\n[[0, 1]\n [2, 3]]", ((single (torch.arange(4L).reshape(2L, 2L)))["text/plain"]).Replace("\r", ""))
    use layer = torch.nn.Linear(3L, 2L)
    (nonNull (layer.get_parameter "bias")).requires_grad <- false
    Assert.Equal("Linear: 8 parameters, 6 of them train\n  weight [2, 3]\n  bias [2]  (frozen)", (single layer)["text/plain"])

[<Fact>]
let ``a registered formatter is used, and a number is text alone`` () =
    Formatter.Register<System.Version>(System.Func<System.Version, string>(fun version -> $"<i>{version.Major}</i>"), "text/html")
    Assert.Equal("<i>3</i>", (single (System.Version(3, 1)))["text/html"])
    Assert.Equal<Map<string, string>>(Map [ "text/plain", "42" ], single 42)

[<Fact>]
let ``null, texts, F# values and formatted values are shown as they are`` () =
    Assert.Equal<Map<string, string>>(Map [ "text/plain", "<null>" ], List.exactlyOne (data null))
    Assert.Equal<Map<string, string>>(Map [ "text/plain", "a\nb" ], single "a\nb")
    Assert.Equal<Map<string, string>>(Map [ "text/plain", "[1; 2]" ], single [ 1; 2 ])
    Assert.Equal<Map<string, string>>(Map [ "text/html", "<b>x</b>" ], single (FormattedValue("text/html", "<b>x</b>")))
