/// Ablation bars: the variants of an experiment side by side at each training size that was run.
module Harness.Paper.Figures.Bars

open Plotly.NET
open Plotly.NET.LayoutObjects
open Harness.Paper.Results
open Harness.Paper.Tables
open Harness.Paper.Figures.Points

let private draw title score label (points: Point list) () =
    let names = points |> List.map (fun p -> p.Method) |> List.distinct
    // Names of a few bars stand below them in lines that fit, those of many aslant.
    let aslant = names.Length > 8
    let labels = if aslant then label else label >> Figure.wrapped (min 18 (84 / names.Length))
    let sizes = points |> List.map (fun p -> p.Size) |> List.distinct |> List.sort
    [ for i, size in List.indexed sizes do
          let here = points |> List.filter (fun p -> p.Size = size)
          let name = if size = 0 then "all questions" else $"N_D = {size}"
          Chart.Column(
              values = [ for p in here -> p.Summary.Mean ],
              Keys = [ for p in here -> labels p.Method ],
              Name = name,
              MarkerColor = Palette.at (i + 2),
              Opacity = 0.75
          )
          |> Chart.withYErrorStyle (Array = [ for p in here -> p.Spread ], Color = Color.fromHex "#333333")
          if sizes.Length = 1 then
              let seeds =
                  [ for p in here do
                        for seed, score in p.BySeed -> labels p.Method, seed, score ]
              Chart.Point(
                  xy = [ for label, _, score in seeds -> label, score ],
                  Name = "seeds",
                  ShowLegend = false,
                  MultiText = [ for _, seed, _ in seeds -> $"seed {seed}" ],
                  MarkerColor = Color.fromHex "#000000",
                  MarkerSymbol = StyleParam.MarkerSymbol.Circle
              )
              |> Chart.withMarkerStyle (Size = 6) ]
    |> Chart.combine
    |> Figure.style title "" score StyleParam.AxisType.Category
    |> Chart.withXAxis (LinearAxis.init (TickAngle = (if aslant then -35 else 0), AutoMargin = StyleParam.TickAutoMargin.All))

/// None where the experiment has one variant only on the data set.
let build set experiment dataset =
    let part = set |> ResultSet.experiment experiment |> ResultSet.onDataset dataset
    let points = ofSet part
    let names = points |> List.map (fun p -> p.Method) |> List.distinct
    // Variants of one method need not repeat its name.
    let methods = ResultSet.distinct (fun r -> r.Method) part
    let labels (name: string) =
        if methods.Length = 1 then
            Methods.variantTitle (name.Substring(min name.Length (methods.Head.Length + 1)))
        else
            Methods.title name
    if names.Length < 2 then
        None
    else
        let title =
            (if experiment = "main" then "Methods by score" else $"{experiment}: variants by score")
            + $", {dataset} ({set.Scale} scale)"
        Some
            { Id = $"{experiment}-{dataset}"
              Title = title
              Caption =
                $"Mean test score of each variant over its seeds on {dataset}. Bars: {bars points}; dots: single seeds. {MainTable.scaleNote part}"
              Header = header
              Data = data points
              Draw = draw title (ResultSet.scoreName part) labels points }

/// Experiments whose variants are no row of numbers.
let all set =
    [ for e in ResultSet.others set do
          if Option.isNone (Sweeps.axis set e) then
              for d in ResultSet.datasets (ResultSet.experiment e set) do
                  yield! build set e d |> Option.toList ]
