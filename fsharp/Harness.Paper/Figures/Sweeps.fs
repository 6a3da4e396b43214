/// Score against one number of the configuration, such as the weight α of the redundancy regularisation.
module Harness.Paper.Figures.Sweeps

open System
open System.Globalization
open Plotly.NET
open Harness.Paper.Results
open Harness.Paper.Figures.Points
open Harness.Paper.Tables

/// "red_w=0.2 align_w=0.2" as its keys and their common value, where there is one.
let private number (variant: string) =
    let parts = variant.Split ' ' |> Array.map (fun p -> p.Split '=')
    match parts |> Array.map Array.last |> Array.distinct with
    // A level is a name that happens to be a digit.
    | [| text |] when variant <> "" && not (variant.StartsWith "inference_level=") ->
        match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, x -> Some(parts |> Array.map Array.head |> String.concat " = ", x)
        | _ -> None
    | _ -> None

/// The name of the number that the experiment varies; None where its variants are no numbers, or are those of several methods.
let axis set experiment =
    let part = ResultSet.experiment experiment set
    match ResultSet.distinct (fun r -> r.Method) part, ResultSet.distinct (fun r -> r.Variant) part |> List.map number with
    | [ _ ], numbers when numbers.Length > 2 && numbers |> List.forall Option.isSome -> numbers.Head |> Option.map fst
    | _ -> None

let private draw title name score (points: (float * Point) list) () =
    let sizes = points |> List.map (fun (_, p) -> p.Size) |> List.distinct |> List.sort
    [ for i, size in List.indexed sizes do
          let here = points |> List.filter (fun (_, p) -> p.Size = size) |> List.sortBy fst
          let colour = Palette.at (i + 5)
          Chart.Line(
              xy = [ for x, p in here -> x, p.Summary.Mean ],
              ShowMarkers = true,
              Name = $"N_D = {size}",
              MarkerColor = colour,
              LineColor = colour,
              MarkerSymbol = Palette.symbolAt i
          )
          |> Chart.withMarkerStyle (Size = 9)
          |> Chart.withYErrorStyle (Array = [ for _, p in here -> p.Spread ], Color = colour)
          let seeds =
              [ for x, p in here do
                    for seed, score in p.BySeed -> x, seed, score ]
          Chart.Point(
              xy = [ for x, _, score in seeds -> x, score ],
              Name = $"N_D = {size}, seeds",
              ShowLegend = false,
              Opacity = 0.4,
              MultiText = [ for _, seed, _ in seeds -> $"seed {seed}" ],
              MarkerColor = colour
          )
          |> Chart.withMarkerStyle (Size = 5) ]
    |> Chart.combine
    |> Figure.style title name score StyleParam.AxisType.Linear

let build set experiment dataset =
    axis set experiment
    |> Option.map (fun name ->
        let part = set |> ResultSet.experiment experiment |> ResultSet.onDataset dataset
        let variants = part.Rows |> List.map (fun r -> RunRow.name r, r.Variant) |> Map.ofList
        let points =
            [ for p in ofSet part do
                  match number variants[p.Method] with
                  | Some(_, x) -> x, p
                  | None -> () ]
        let title = $"{experiment}: score against {name}, {dataset} ({set.Scale} scale)"
        { Id = $"{experiment}-{dataset}"
          Title = title
          Caption =
            $"Mean test score over seeds on {dataset} as {name} changes. Bars: {bars (List.map snd points)}; small dots: single seeds. "
            + MainTable.scaleNote part
          Header = header
          Data = data (List.map snd points)
          Draw = draw title name (ResultSet.scoreName part) points })

let all set =
    [ for e in ResultSet.others set do
          for d in ResultSet.datasets (ResultSet.experiment e set) do
              yield! build set e d |> Option.toList ]
