/// Scores as the number of training questions grows.
module Harness.Paper.Figures.Curves

open Plotly.NET
open Plotly.NET.LayoutObjects
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Paper.Figures.Points

/// Methods stand a little beside one another, so that no bar hides another.
let private curve count i points =
    let beside (size: int) = float size * 1.03 ** (float i - float (count - 1) / 2.0)
    let method = (List.head points).Method
    let colour = Palette.colour method
    [ Chart.Line(
          xy = [ for p in points -> beside p.Size, p.Summary.Mean ],
          ShowMarkers = true,
          Name = Methods.title method,
          MarkerColor = colour,
          MarkerSymbol = Palette.symbol method,
          LineColor = colour,
          LineDash = (if Methods.isBaseline method then Palette.dash method else StyleParam.DrawingStyle.Solid)
      )
      |> Chart.withMarkerStyle (Size = 9)
      |> Chart.withYErrorStyle (Array = [ for p in points -> p.Spread ], Color = colour)
      Chart.Point(
          xy =
              [ for p in points do
                    for _, score in p.BySeed -> beside p.Size, score ],
          Name = $"{Methods.title method}, seeds",
          ShowLegend = false,
          Opacity = 0.4,
          MultiText =
              [ for p in points do
                    for seed, _ in p.BySeed -> $"seed {seed}" ],
          MarkerColor = colour
      )
      |> Chart.withMarkerStyle (Size = 5) ]

let private draw title (sizes: int list) points () =
    let byMethod = points |> List.groupBy (fun p -> p.Method) |> List.map snd
    byMethod
    |> List.mapi (curve byMethod.Length)
    |> List.concat
    |> Chart.combine
    |> Figure.style title "training questions N_D" "VQA accuracy, %" StyleParam.AxisType.Log
    |> Chart.withXAxis (
        LinearAxis.init (TickMode = StyleParam.TickMode.Array, TickVals = sizes, TickText = List.map string sizes)
    )

/// None when fewer than two sizes were run on the data set.
let build set dataset =
    let part = ResultSet.onDataset dataset set
    let points = ofSet part
    let title = $"Score against training questions, {dataset} ({set.Scale} scale)"
    if (ResultSet.sizes part).Length < 2 then
        None
    else
        Some
            { Id = $"curves-{dataset}"
              Title = title
              Caption =
                $"Mean test score over seeds on {dataset} as N_D grows. Bars: {bars points}; small dots: single seeds. "
                + MainTable.scaleNote part
              Header = header
              Data = data points
              Draw = draw title (ResultSet.sizes part) points }
