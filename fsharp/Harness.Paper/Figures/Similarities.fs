/// The redundancy analysis: how alike an adapter's output is to its input, and to the model's final state, layer by layer.
/// Paper: MixPHM, arXiv 2303.01239, figure on representational similarity; its own code for it is not released.
module Harness.Paper.Figures.Similarities

open Plotly.NET
open Plotly.NET.LayoutObjects
open Harness.Paper.Results
open Harness.Paper.Tables

/// What an adapter's output is compared with: as stored, in words, and as a line is drawn.
let against = [ "hidden", "input h", StyleParam.DrawingStyle.Solid; "final", "final state", StyleParam.DrawingStyle.Dash ]

let private draw title (items: LayerSimilarity list) () =
    let layers = items |> List.map (fun s -> s.Layer) |> List.distinct |> List.sort
    [ for i, stack in items |> List.map (fun s -> s.Stack) |> List.distinct |> List.sortDescending |> List.indexed do
          for what, name, dash in against do
              let here = items |> List.filter (fun s -> s.Stack = stack && s.Against = what)
              let byLayer = here |> List.groupBy (fun s -> s.Layer) |> List.sortBy fst
              let colour = Palette.at (if i = 0 then 5 else 7)
              if not here.IsEmpty then
                  Chart.Line(
                      xy = [ for layer, group in byLayer -> layer, group |> List.averageBy (fun s -> s.Correlation) ],
                      ShowMarkers = true,
                      Name = $"{stack}, against {name}",
                      MarkerColor = colour,
                      LineColor = colour,
                      LineDash = dash,
                      MarkerSymbol = Palette.symbolAt (2 * i)
                  )
                  |> Chart.withMarkerStyle (Size = 9)
                  Chart.Point(
                      xy = [ for s in here -> s.Layer, s.Correlation ],
                      Name = $"{stack}, {name}, runs",
                      ShowLegend = false,
                      Opacity = 0.45,
                      MultiText = [ for s in here -> $"seed {s.Seed}" ],
                      MarkerColor = colour
                  )
                  |> Chart.withMarkerStyle (Size = 5) ]
    |> Chart.combine
    |> Figure.style title "layer" "correlation of similarity structures" StyleParam.AxisType.Linear
    |> Chart.withXAxis (
        LinearAxis.init (TickMode = StyleParam.TickMode.Array, TickVals = layers, TickText = List.map string layers)
    )

/// One figure over the set's similarities; None without any.
let build (set: ResultSet) =
    match set.Similarities with
    | [] -> None
    | first :: _ ->
        let title =
            $"Similarity of adapter representations by layer, {Methods.title first.Name}, N_D = {first.ND} ({set.Scale} scale)"
        let items = set.Similarities |> List.filter (fun s -> s.Name = first.Name && s.ND = first.ND)
        Some
            { Id = "similarity"
              Title = title
              Caption =
                $"For the first {first.Samples} test questions: cosine similarities between samples of the adapter's output, of its input and of the decoder's "
                + "final state, each averaged over tokens; the correlation of their upper triangles without the diagonal. Lines: means over runs; dots: runs. "
                + MainTable.scaleNote set
              Header = [ "run"; "name"; "n_d"; "seed"; "stack"; "layer"; "against"; "correlation"; "samples" ]
              Data =
                [ for s in items ->
                      [ s.Run
                        s.Name
                        string s.ND
                        string s.Seed
                        s.Stack
                        string s.Layer
                        s.Against
                        Csv.number s.Correlation
                        string s.Samples ] ]
              Draw = draw title items }
