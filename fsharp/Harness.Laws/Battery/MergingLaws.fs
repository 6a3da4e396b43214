/// Folding updates into the weights they belong to, or refusing to.
module internal Harness.Laws.Battery.MergingLaws

open System
open Harness.Adapters.Sites
open Harness.Laws
open Harness.Laws.Battery.Trial

let private carrying (model: TinyModel) =
    [ for p in model.Backbone.Projections do
          if not (isNull (box p.Delta)) then
              p ]

/// Why the projection refuses; None where it merged.
let private refusal (p: Projection) =
    try
        p.Merge()
        None
    with :? InvalidOperationException as e ->
        Some e.Message

let private folds t =
    use model = tuned t
    let carriers = carrying model
    let before = output t model
    let weights = carriers |> List.map (fun p -> values p.Weight)
    for p in carriers do
        p.Merge()
    let changed = carriers |> List.map (fun p -> values p.Weight)
    let merged = output t model
    for p in carriers do
        p.Unmerge()
    [ Finding.holds (not carriers.IsEmpty) "no projection carries an update"
      Finding.holds (changed <> weights) "merging changed no weight"
      Finding.near 1e-9 before merged
      Finding.holds
          (carriers |> List.map (fun p -> values p.Weight) = weights)
          "unmerging did not restore the weights bit for bit"
      Finding.near 1e-12 before (output t model) ]
    |> Finding.all

let private refuses (reason: string) (asked: TinyModel -> Projection list) t =
    use model = tuned t
    let before = output t model
    let asked = asked model
    let weights () = [ for p in model.Backbone.Projections -> values p.Weight ]
    let untouched = weights ()
    let said = asked |> List.map refusal
    [ Finding.holds (not asked.IsEmpty) "no projection to ask"
      Finding.holds (said |> List.forall Option.isSome) "a projection merged what cannot be merged"
      Finding.holds
          (said |> List.choose id |> List.forall (fun message -> message.Contains(reason, StringComparison.Ordinal)))
          $"the refusal does not say '{reason}': {said |> List.tryPick id}"
      Finding.holds (weights () = untouched) "asking changed a weight"
      Finding.near 1e-12 before (output t model) ]
    |> Finding.all

let laws (subject: Subject) =
    let law item = law subject item
    [ match subject.Promises.Merging with
      | Folds -> law "merge" "the merged weights give the same output, and unmerging restores them bit for bit" folds
      | Refuses ->
          law
              "merge"
              "merging is refused, because the update depends on the picture, and nothing changes"
              (refuses "depends on the picture" carrying)
      | Nothing ->
          law "merge" "no projection carries anything to merge, and asking changes nothing" (fun t ->
              refuses "carries nothing that can be merged" (fun model -> List.ofSeq model.Backbone.Projections) t) ]
