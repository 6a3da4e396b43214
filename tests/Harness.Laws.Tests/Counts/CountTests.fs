module Harness.Laws.Tests.Counts.CountTests

open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Adapters.Phm
open Harness.Adapters.Routing
open Harness.Laws.Counts
open Harness.Laws.Tests
open Xunit

let private own = Methods.enumerate

/// One more for methods that the predicate finds.
let private oneMore wanted : Methods.Counter = fun method backbone -> own method backbone + (if wanted method then 1L else 0L)
let private mix wanted =
    oneMore (function
        | :? MixPhmMethod as m -> wanted m
        | _ -> false)

[<Fact>]
let ``every written-out count notices a number too many`` () =
    Check.everyLawCatches 40 Methods.laws [ "one too many", oneMore (fun _ -> true) ]

[<Fact>]
let ``every relation between counts notices a planted defect`` () =
    Check.everyLawCatches
        100
        Relations.laws
        [ "one more for n = 2", mix (fun m -> m.HypercomplexDivision = 2)
          "one more for several experts", mix (fun m -> m.NumExperts > 1)
          "one more with both sides shared", mix (fun m -> m.SharingDown && m.SharingUp)
          "one more with up shared alone", mix (fun m -> m.SharingUp && not m.SharingDown)
          "one more with own rules", mix (fun m -> not m.SharedPhmRule)
          "one more with a factorised rule", mix _.FactorizedPhmRule
          "one more with dense blocks", mix (fun m -> not m.FactorizedPhm)
          "one more with a gate", mix _.AddGate
          "one more for pairs", mix (fun m -> m.ExpertLayout = ExpertLayout.Pairs)
          "one more for AdaMix",
          oneMore (function
              | :? AdaMixMethod as m -> m.SharingDown || m.NumExperts = 1
              | _ -> false)
          "one more for Houlsby", oneMore (fun m -> m :? HoulsbyMethod)
          "one more for LoRA", oneMore (fun m -> m :? LoraMethod)
          "one more for routing",
          oneMore (function
              | :? RoutingMethod as m -> m.Routing <> RoutingFunction.None
              | _ -> false)
          "one more for routed adapters", oneMore (fun m -> m :? RoutingAdapterMethod)
          "one more on GPT-2", (fun method backbone -> own method backbone + (if backbone.Name.Contains "gpt2" then 1L else 0L))
          "one more for splits",
          oneMore (function
              | :? RoutingLoraMethod as m -> m.SplitType <> SplitKind.None
              | _ -> false) ]
