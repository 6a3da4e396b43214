/// Figures of the kinds that the papers have, and a reader for figure JSON.
module Charts.Tests.Figures

open System.Text.Json
open Plotly.NET
open Plotly.NET.LayoutObjects

let blue = Color.fromHex "#0072B2"
let orange = Color.fromHex "#D55E00"

/// Two methods over the number of training questions: a curve with asymmetric intervals, and seed dots.
let curves () =
    let method name color shift =
        let x = [ 16; 64; 256 ]
        let y = [ 31.2 + shift; 38.4 + shift; 47.9 + shift ]
        [ Chart.Line(x, y, Name = name, ShowMarkers = true, LineColor = color, MarkerColor = color)
          |> Chart.withYErrorStyle (
              Type = StyleParam.ErrorType.Data, Symmetric = false, Array = [ 1.2; 1.0; 0.8 ],
              Arrayminus = [ 0.9; 1.1; 0.7 ], Color = color, Thickness = 1.2, Width = 4.)
          Chart.Point([ 16; 16; 64; 64 ], [ 30.9 + shift; 31.6 + shift; 38.0 + shift; 38.9 + shift ], Opacity = 0.5)
          |> Chart.withMarkerStyle (Color = color, Size = 5, Symbol = StyleParam.MarkerSymbol.Diamond)
          |> Chart.withTraceInfo (Name = name + " seeds", ShowLegend = false) ]
    method "MixPHM" blue 2. @ method "LoRA" orange 0.
    |> Chart.combine
    |> Chart.withTitle ("Accuracy over N_D", TitleFont = Font.init (Size = 16.))
    |> Chart.withXAxisStyle (TitleText = "training questions N_D", AxisType = StyleParam.AxisType.Log, ShowGrid = false)
    |> Chart.withXAxis (LinearAxis.init (TickVals = [ 16; 64; 256 ], TickText = [ "16"; "64"; "256" ], ShowLine = true))
    |> Chart.withYAxisStyle (TitleText = "accuracy / %", MinMax = (25, 55), Mirror = StyleParam.Mirror.True, ShowLine = true)
    |> Chart.withLegendStyle (X = 0.02, Y = 0.98, XAnchor = StyleParam.XAnchorPosition.Left, Orientation = StyleParam.Orientation.Vertical)
    |> Chart.withTemplate ChartTemplates.light
    |> Chart.withSize (640., 420.)
    |> Chart.withMarginSize (Left = 70, Right = 20, Top = 50, Bottom = 60)
    |> Chart.withAnnotation (
        Annotation.init (X = 2.4, Y = 40.4, Text = "best", ShowArrow = true, ArrowHead = StyleParam.ArrowHead.Barbed, AX = 20, AY = -30))
    |> Chart.withShape (
        Shape.init (
            ShapeType = StyleParam.ShapeType.Line, X0 = 0, X1 = 1, Xref = "paper", Y0 = 27.5, Y1 = 27.5,
            Line = Line.init (Dash = StyleParam.DrawingStyle.Dash, Color = Color.fromString "grey", Width = 1.)))

let heatmap () =
    Chart.Heatmap(
        [ [ 1.0; 0.8; 0.3 ]; [ 0.8; 1.0; 0.5 ]; [ 0.3; 0.5; 1.0 ] ], X = [ "L1"; "L2"; "L3" ], Y = [ "L1"; "L2"; "L3" ],
        ColorScale = StyleParam.Colorscale.Viridis, ReverseYAxis = true, ShowScale = false)

let bars () =
    Chart.Column([ 3.1; 4.2; 5.3 ], Keys = [ "none"; "half"; "full" ], Name = "ablation", MarkerColor = blue)
    |> Chart.withXAxisStyle (AxisType = StyleParam.AxisType.Category)

let band () =
    Chart.Range(
        [ 1; 2; 3 ], [ 2.; 3.; 5. ], [ 2.5; 3.6; 5.4 ], [ 1.6; 2.5; 4.4 ], StyleParam.Mode.Lines, Name = "mean",
        LineColor = blue, RangeColor = Color.fromARGB 51 0 114 178)

let boxes () = Chart.BoxPlot(Y = [ 1.; 2.; 2.5; 3.; 7. ], Name = "seeds", BoxPoints = StyleParam.BoxPoints.All, Jitter = 0.3)

let grid () =
    [ heatmap (); bars (); band (); boxes () ]
    |> Chart.Grid(2, 2, SubPlotTitles = [ "similarity"; "ablation"; "band"; "seeds" ], YGap = 0.35)
    |> Chart.withSize (Width = 900, Height = 700)
    |> Chart.withTemplate ChartTemplates.lightMirrored

/// A part of a figure's JSON, by names and indices separated by dots.
let at (path: string) (json: string) : JsonElement =
    (JsonDocument.Parse(json).RootElement, path.Split '.')
    ||> Array.fold (fun element step ->
        match System.Int32.TryParse step with
        | true, index -> element[index]
        | _ -> element.GetProperty step)

let text path chart = (at path (GenericChart.toFigureJson chart)).ToString()
