/// Figure 1 of the MixPHM paper: how much is trained against what is scored, at one number of training questions.
module Harness.Paper.Figures.TradeOff

open Plotly.NET
open Plotly.NET.LayoutObjects
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Paper.Figures.Points

/// The size of the paper's figure.
let paperSize = 64

/// The size that was run and is nearest to the paper's, on a logarithmic scale.
let sizeFor set =
    ResultSet.sizes set
    |> List.tryHead
    |> Option.map (fun _ -> ResultSet.sizes set |> List.minBy (fun n -> abs (log (float n / float paperSize))))

let private methodTrace p =
    let colour = Palette.colour p.Method
    [ Chart.Point(
          xy = [ p.Percent, p.Summary.Mean ],
          Name = Methods.title p.Method,
          MarkerColor = colour,
          MarkerSymbol = Palette.symbol p.Method
      )
      |> Chart.withMarkerStyle (Size = 12)
      |> Chart.withYErrorStyle (Array = [ p.Spread ], Color = colour)
      Chart.Point(
          xy = [ for _, score in p.BySeed -> p.Percent, score ],
          Name = $"{Methods.title p.Method}, seeds",
          ShowLegend = false,
          Opacity = 0.45,
          MultiText = [ for seed, _ in p.BySeed -> $"seed {seed}" ],
          MarkerColor = colour
      )
      |> Chart.withMarkerStyle (Size = 6) ]

let private baselineTrace (least, most) p =
    Chart.Line(
        xy = [ least, p.Summary.Mean; most, p.Summary.Mean ],
        Name = Methods.title p.Method,
        LineColor = Palette.colour p.Method,
        LineDash = Palette.dash p.Method
    )

/// 1, 2 and 5 times the powers of ten inside the span.
let private ticks (least, most) =
    [ for power in -4 .. 2 do
          for digit in [ 1.0; 2.0; 5.0 ] do
              let tick = System.Math.Round(digit * 10.0 ** float power, 6)
              if least <= tick && tick <= most then
                  tick ]

let private draw title points () =
    let baselines, methods = points |> List.partition (fun p -> Methods.isBaseline p.Method)
    let percents = methods |> List.map (fun p -> p.Percent)
    let span = List.min percents / 1.5, List.max percents * 1.5
    (baselines |> List.map (baselineTrace span)) @ (methods |> List.collect methodTrace)
    |> Chart.combine
    |> Figure.style title "trained parameters, % of the backbone" "VQA accuracy, %" StyleParam.AxisType.Log
    |> Chart.withXAxis (
        let ticks = ticks span
        LinearAxis.init (TickMode = StyleParam.TickMode.Array, TickVals = ticks, TickText = List.map Csv.number ticks)
    )

/// None when nothing was run on the data set.
let build set dataset =
    let part = ResultSet.onDataset dataset set
    sizeFor part
    |> Option.bind (fun size ->
        let points = ofSet part |> List.filter (fun p -> p.Size = size)
        let title = $"Trained share against score, N_D = {size}, {dataset} ({set.Scale} scale)"
        if points |> List.forall (fun p -> Methods.isBaseline p.Method) then
            None
        else
            Some
                { Id = $"trade-off-{dataset}"
                  Title = title
                  Caption =
                    $"Each method's mean test score over its seeds at N_D = {size} on {dataset}, against the share of the backbone that it trains "
                    + $"(logarithmic). Bars: {bars points}; small dots: single seeds; horizontal lines: baselines. "
                    + MainTable.scaleNote part
                  Header = header
                  Data = data points
                  Draw = draw title points })
