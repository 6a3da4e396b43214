module Charts.Tests.FigureJsonTests

open Xunit
open Plotly.NET
open Charts.Tests.Figures

[<Fact>]
let ``a line has its type first, then its data in order`` () =
    let json = Chart.Line([ 1; 2 ], [ 0.5; 1. ], Name = "a") |> GenericChart.toFigureJson
    Assert.StartsWith("""{"data":[{"type":"scatter","name":"a","mode":"lines","x":[1,2],"y":[0.5,1.0],"marker":{""", json)
    Assert.EndsWith(""","frames":[]}""", json)

[<Fact>]
let ``the same data give the same figure JSON`` () =
    for make in [ curves; heatmap; bars; band; boxes; grid ] do
        Assert.Equal(GenericChart.toFigureJson (make ()), GenericChart.toFigureJson (make ()))

[<Fact>]
let ``titles, axes, legend and size reach the layout`` () =
    let chart = curves ()
    let expect path expected = Assert.Equal(expected, text ("layout." + path) chart)
    expect "title.text" "Accuracy over N_D"
    expect "xaxis.type" "log"
    expect "xaxis.title.text" "training questions N_D"
    expect "xaxis.ticktext" """["16","64","256"]"""
    expect "yaxis.range" "[25,55]"
    expect "yaxis.mirror" "True"
    expect "legend.xanchor" "left"
    expect "width" "640"
    expect "margin.l" "70"
    expect "annotations.0.arrowhead" "3"
    expect "shapes.0.line.dash" "dash"

[<Fact>]
let ``error bars, markers and trace names reach the traces`` () =
    let chart = curves ()
    Assert.Equal(4, GenericChart.countTrace chart)
    Assert.Equal("lines+markers", text "data.0.mode" chart)
    Assert.Equal("[0.9,1.1,0.7]", text "data.0.error_y.arrayminus" chart)
    Assert.Equal("rgba(0, 114, 178, 1.0)", text "data.0.line.color" chart)
    Assert.Equal("2", text "data.1.marker.symbol" chart)
    Assert.Equal("MixPHM seeds", text "data.1.name" chart)
    Assert.Equal("False", text "data.1.showlegend" chart)

[<Fact>]
let ``a chart of several traces numbers the names that it is given`` () =
    let chart = Chart.combine [ Chart.Point([ 1, 2 ]); Chart.Point([ 3, 4 ]) ] |> Chart.withTraceInfo (Name = "p")
    Assert.Equal(("p", "p_1"), (text "data.0.name" chart, text "data.1.name" chart))

[<Fact>]
let ``columns take values first and keys second, bars lie`` () =
    Assert.Equal("""["none","half","full"]""", text "data.0.x" (bars ()))
    Assert.Equal("[3.1,4.2,5.3]", text "data.0.y" (bars ()))
    let lying = Chart.Bar([ 1; 2 ], Keys = [ "a"; "b" ])
    Assert.Equal(("h", "[1,2]"), (text "data.0.orientation" lying, text "data.0.x" lying))
    Assert.Equal("stack", text "layout.barmode" (Chart.StackedColumn([ "a", 1; "b", 2 ])))

[<Fact>]
let ``a band is three traces of one legend group, the upper edge filled down to the lower`` () =
    let chart = band ()
    Assert.Equal<string list>([ "lower"; "upper"; "mean" ], [ for i in 0..2 -> text $"data.{i}.name" chart ])
    Assert.Equal("tonexty", text "data.1.fill" chart)
    Assert.Equal("rgba(0, 114, 178, 0.2)", text "data.1.fillcolor" chart)
    Assert.Equal("Range", text "data.2.legendgroup" chart)

[<Fact>]
let ``a reversed heatmap begins at the top`` () =
    Assert.Equal("reversed", text "layout.yaxis.autorange" (heatmap ()))
    Assert.Equal("Viridis", text "data.0.colorscale" (heatmap ()))

[<Fact>]
let ``cells of a grid have axes of their own, titles above them and the layout's grid`` () =
    let chart = grid ()
    Assert.Equal<string list>([ "x"; "x2"; "x3"; "x4" ], [ for i in [ 0; 1; 2; 5 ] -> text $"data.{i}.xaxis" chart ])
    Assert.Equal("category", text "layout.xaxis2.type" chart)
    Assert.Equal("reversed", text "layout.yaxis.autorange" chart)
    Assert.Equal("independent", text "layout.grid.pattern" chart)
    Assert.Equal("similarity", text "layout.annotations.0.text" chart)
    // 2 columns, gap 0.2 of a cell: the first cell ends at 0.8/1.8, its middle is half of that.
    Assert.Equal(0.4 / 1.8, (at "layout.annotations.0.x" (GenericChart.toFigureJson chart)).GetDouble(), 12)
    Assert.Equal(1., (at "layout.annotations.0.y" (GenericChart.toFigureJson chart)).GetDouble(), 12)

[<Fact>]
let ``coupled grids share axes along rows and columns`` () =
    let point () = Chart.Point([ 1, 2 ])
    let chart =
        [ point (); point (); point (); point () ] |> Chart.Grid(2, 2, Pattern = StyleParam.LayoutGridPattern.Coupled)
    Assert.Equal<string list>([ "x"; "x2"; "x"; "x2" ], [ for i in 0..3 -> text $"data.{i}.xaxis" chart ])
    Assert.Equal<string list>([ "y"; "y"; "y2"; "y2" ], [ for i in 0..3 -> text $"data.{i}.yaxis" chart ])

[<Fact>]
let ``texts are escaped, missing numbers are named, floats keep their point`` () =
    let json = Chart.Point([ 1. ], [ nan ], Name = "a\"b\\c\n") |> GenericChart.toFigureJson
    Assert.Contains("""{"type":"scatter","name":"a\"b\\c\n","mode":"markers","x":[1.0],"y":["NaN"]""", json)

[<Fact>]
let ``the default template gives plotly's colours`` () =
    let chart = Chart.Point([ 1, 2 ])
    Assert.Equal("rgba(99, 110, 250, 1.0)", text "layout.template.layout.colorway.0" chart)
    Assert.Equal("rgba(229, 236, 246, 1.0)", text "layout.template.layout.plot_bgcolor" chart)
    Assert.Equal("white", text "layout.template.layout.paper_bgcolor" (chart |> Chart.withTemplate ChartTemplates.light))

[<Fact>]
let ``a colour that is none is refused`` () =
    Assert.ThrowsAny<exn>(fun () -> Color.fromHex "#12345" |> ignore) |> ignore
    Assert.ThrowsAny<exn>(fun () -> Color.fromRGB 256 0 0 |> ignore) |> ignore

[<Fact>]
let ``rows of charts make a grid, short rows end in empty cells`` () =
    let point () = Chart.Point([ 1, 2 ])
    let chart = [ [ point (); point () ]; [ point () ] ] |> Chart.Grid()
    Assert.Equal(4, GenericChart.countTrace chart)
    Assert.Equal(("2", "2"), (text "layout.grid.rows" chart, text "layout.grid.columns" chart))
    Assert.Equal("False", text "layout.xaxis4.showgrid" chart)
