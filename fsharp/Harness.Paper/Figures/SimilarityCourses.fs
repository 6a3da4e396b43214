/// How alike an adapter's output is to its input and to the model's final state as training goes on: a line a layer.
module Harness.Paper.Figures.SimilarityCourses

open Plotly.NET
open Harness.Paper.Analysis.SimilarityCourse
open Harness.Paper.Results
open Harness.Paper.Tables

let private draw title (course: Moment list) () =
    [ for i, (stack, layer) in course |> List.map (fun m -> m.Found.Stack, m.Found.Layer) |> List.distinct |> List.indexed do
          for against, name, dash in Similarities.against do
              let here =
                  course |> List.filter (fun m -> (m.Found.Stack, m.Found.Layer, m.Found.Against) = (stack, layer, against))
              if not here.IsEmpty then
                  Chart.Line(
                      xy = [ for m in here -> m.Step, m.Found.Correlation ],
                      ShowMarkers = true,
                      Name = $"{stack} {layer}, against {name}",
                      MarkerColor = Palette.at i,
                      LineColor = Palette.at i,
                      LineDash = dash,
                      MarkerSymbol = Palette.symbolAt i
                  )
                  |> Chart.withMarkerStyle (Size = 6) ]
    |> Chart.combine
    |> Figure.style title "steps" "correlation of similarity structures" StyleParam.AxisType.Linear
    // The same range for every method, so that two figures can be compared by eye.
    |> Chart.withYAxisStyle (MinMax = (-0.25, 1.0))

/// The figure of one method's training.
let build (course: Moment list) =
    let first = course.Head.Found
    let title = $"Similarity of adapter representations over training, {Methods.title first.Name}, N_D = {first.ND}"
    { Id = "similarity-course-" + first.Name.Replace(' ', '-')
      Title = title
      Caption =
        $"One training (seed {first.Seed}); at each look the first {first.Samples} test questions. Solid: against the adapter's input; dashed: against the decoder's "
        + "final state; a colour for each layer."
      Header = [ "run"; "n_d"; "seed"; "step"; "stack"; "layer"; "against"; "correlation"; "samples" ]
      Data =
        [ for m in course do
              let s = m.Found
              [ s.Run
                string s.ND
                string s.Seed
                string m.Step
                s.Stack
                string s.Layer
                s.Against
                Csv.number s.Correlation
                string s.Samples ] ]
      Draw = draw title course }
