/// How time grows with the size of the work, each relative to its smallest: on two logarithmic axes proportional cost is a line of slope 1.
module Harness.Paper.Figures.Growth

open System.Globalization
open Plotly.NET
open Plotly.NET.LayoutObjects

let private number (x: float) = x.ToString("0.####", CultureInfo.InvariantCulture)

let private relative (points: struct (float * float) list) =
    let struct (size, time) = List.minBy (fun struct (size, _) -> size) points
    [ for struct (s, t) in points -> s / size, t / time ]

let private draw title (series: (string * float * struct (float * float) list) list) () =
    series
    |> List.mapi (fun i (name, slope, points) ->
        Chart.Line(
            xy = relative points,
            ShowMarkers = true,
            Name = $"{name}, slope {number (System.Math.Round(slope, 2))}",
            MarkerColor = Palette.at i,
            MarkerSymbol = Palette.symbolAt i,
            LineColor = Palette.at i
        )
        |> Chart.withMarkerStyle (Size = 9))
    |> Chart.combine
    |> Figure.style title "size, in multiples of the smallest" "time, in multiples of the smallest" StyleParam.AxisType.Log
    |> Chart.withYAxis (LinearAxis.init (AxisType = StyleParam.AxisType.Log))

/// Of each series: what grows, the slope, and size with seconds.
let build (series: (string * float * struct (float * float) seq) seq) =
    let series = [ for name, slope, points in series -> name, slope, List.ofSeq points ]
    let title = "Time as the work grows"
    { Id = "growth"
      Title = title
      Caption =
        "Median times as one size grows and the others stay; slope of log time over log size by least squares. 1 is proportional, 0 is flat."
      Header = [ "grows"; "size"; "seconds"; "slope" ]
      Data =
        [ for name, slope, points in series do
              for struct (size, time) in points ->
                  [ name; number size; time.ToString("0.0000000", CultureInfo.InvariantCulture); number slope ] ]
      Draw = draw title series }
