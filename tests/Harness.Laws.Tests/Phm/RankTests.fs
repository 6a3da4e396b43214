module Harness.Laws.Tests.PhmRankTests

open Harness.Laws
open Harness.Laws.Phm
open Harness.Laws.Tests
open Xunit

[<Fact>]
let ``the definition obeys every rank law`` () = Check.allPass 100 (Ranks.laws Laws.definition)

let private materialised change = { Laws.definition with Materialise = Layer.weight >> change }

[<Fact>]
let ``every rank law of the layer notices a planted defect`` () =
    Check.everyLawCatches
        100
        Ranks.laws
        [ "full rank is added", materialised (fun w -> Array2D.mapi (fun i j x -> if i = j then x + 1000.0 else x) w)
          "a column is dropped", materialised (fun w -> Array2D.mapi (fun _ j x -> if j = 0 then 0.0 else x) w)
          "the rule is not counted", { Laws.definition with ClosedForm = fun i o n k _ -> Layer.count i o n k false } ]
