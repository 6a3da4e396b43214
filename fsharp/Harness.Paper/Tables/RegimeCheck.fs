/// Whether a small setting can ask the paper's question at all, before any method is compared: what the backbone alone answers, what full finetuning
/// adds to it, and how far methods lie apart. The conditions say nothing about which method leads.
module Harness.Paper.Tables.RegimeCheck

open Harness.Paper.Results
open Harness.Paper.Statistics

/// How far apart the means of the methods may lie, in points, before their order is a matter of the setting rather than of the methods.
let closeness = 10.0

let private spread (scored: (string * Summary) list) =
    match scored |> List.filter (fst >> Methods.isBaseline >> not) with
    | []
    | [ _ ] -> None
    | several ->
        let values = several |> List.map (fun (_, s) -> s.Mean)
        Some(List.max values - List.min values)

let private held bySize condition sentence =
    match bySize |> List.filter (snd >> condition >> not) |> List.map (fst >> string) with
    | [] -> $"{sentence}: at every N_D."
    | failing -> $"""{sentence}: not at N_D = {String.concat ", " failing}."""

let private of' caption set dataset =
    let part = ResultSet.onDataset dataset set
    let bySize = [ for size in ResultSet.sizes part -> size, Map.ofList (ResultSet.summaries size part) ]
    let row name =
        Text(Methods.title name) :: [ for _, m in bySize -> m.TryFind name |> Option.map Scores |> Option.defaultValue Blank ]
    let difference title f =
        Text title :: [ for _, m in bySize -> f m |> Option.map (fun x -> Number(x, 2)) |> Option.defaultValue Blank ]
    let mean name (m: Map<string, Summary>) = m.TryFind name |> Option.map _.Mean
    let gain over m = Option.map2 (-) (mean "full" m) (mean over m)
    let positive f m = f m |> Option.forall (fun x -> x > 0.0)
    let full = bySize |> List.choose (fun (size, m) -> mean "full" m |> Option.map (fun x -> size, x))
    { Id = $"regime-{dataset}"
      Caption = caption
      Columns = Table.column "" "" :: [ for size, _ in bySize -> Table.grouped "N_D =" (string size) "%" ]
      Rows =
        [ row "zero_shot"
          row "blind"
          row "full"
          difference "Full finetuning over zero-shot" (gain "zero_shot")
          difference "Full finetuning over blind" (gain "blind")
          difference "Best method over worst" (Map.toList >> spread) ]
        |> List.map Table.plain
      N = (ResultSet.seeds part).Length
      Notes =
        [ "What the backbone can do in its own words stands in its manifest.json, skill by skill, beside the bar of each."
          held bySize (positive (gain "zero_shot")) "Tuning has something to teach (full finetuning is above zero-shot)"
          held bySize (positive (gain "blind")) "Looking is needed (full finetuning is above the question alone)"
          if full = List.sortBy snd full then
              "More questions teach more: full finetuning grows with N_D."
          else
              "More questions teach more: full finetuning does not grow with N_D throughout."
          held
              bySize
              (Map.toList >> spread >> Option.forall (fun x -> x <= closeness))
              $"The methods lie within {closeness:F0} points" ] }

/// One table a data set of the main comparison that asked the backbone alone.
let all set =
    let main = ResultSet.main set
    [ for d in ResultSet.datasets main do
          if (ResultSet.onDataset d main).Rows |> List.exists (fun r -> r.Method = "zero_shot") then
              of' $"Regime check on {d} ({set.Scale} scale): can the paper's question be asked?" main d ]
