module Harness.Laws.Tests.Routing.UpdateTests

open Harness.Adapters.Routing
open Harness.Laws.Routing
open Harness.Laws.Tests
open Harness.Laws.Torch
open TorchSharp
open Xunit

/// Every number starts elsewhere.
let private stirred: Updates.Build =
    fun inWidth outWidth shape ->
        let m = Updates.own inWidth outWidth shape
        use _ = torch.no_grad ()
        for p in m.parameters () do
            p.add_ (0.5.ToScalar()) |> ignore
        m

let private withShape change : Updates.Build = fun i o shape -> Updates.own i o (change shape)
let private routed f (shape: RoutedLoraShape) =
    RoutedLoraShape(shape.Rank, shape.Scale, shape.Enabled, Router f, shape.Place, shape.Joint)

let private defects =
    [ "B does not start at zero", stirred
      "the function stands before B always",
      withShape (fun s -> RoutedLoraShape(s.Rank, s.Scale, s.Enabled, s.Router, RoutingPlace.BeforeB, s.Joint))
      "another function", withShape (routed RoutingFunction.Vllora)
      "no function", withShape (routed RoutingFunction.None)
      "always joint", withShape (fun s -> RoutedLoraShape(s.Rank, s.Scale, s.Enabled, s.Router, s.Place, true))
      "the scale is lost", withShape (fun s -> RoutedLoraShape(s.Rank, 1.0, s.Enabled, s.Router, s.Place, s.Joint)) ]

[<Fact>]
let ``every law of routed updates notices a planted defect`` () = Check.everyLawCatches 60 Updates.laws defects

[<Fact>]
let ``the laws of the variants notice another variant`` () =
    Check.fails "routed.cross-attention-one-key" (Updates.variants SplitKind.SplitMerge RoutingFunction.ElementAdd)
    |> ignore
    Check.fails "routed.adapter-bias-twice" (Updates.variants SplitKind.SplitAttn RoutingFunction.ElementMul) |> ignore
