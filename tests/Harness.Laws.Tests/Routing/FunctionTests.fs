module Harness.Laws.Tests.Routing.FunctionTests

open System
open Harness.Adapters.Routing
open Harness.Laws
open Harness.Laws.Matrix
open Harness.Laws.Routing
open Harness.Laws.Routing.Functions
open Harness.Laws.Tests
open Xunit

/// By the definitions, refusing several vision tokens where a function takes one.
let private defined: Routing =
    fun f transposition xt xv ->
        let row = table |> List.find (fun r -> r.Function = f)
        if rows xv > 1 && not row.ManyTokens then
            invalidOp $"{f} takes one vision token; the feature has {rows xv}."
        match transposition with
        | Transposition.Transpose -> definition f xt xv
        | _ ->
            // The reshape reads v in another order, so that xt·(reshaped) is not a product with the transpose.
            let flat = Seq.cast<float> xv |> Array.ofSeq
            let scrambled: Matrix = Array2D.init (columns xv) (rows xv) (fun i j -> flat[i * rows xv + j])
            multiply (multiply xt scrambled) xv

[<Fact>]
let ``the definitions obey every law`` () = Check.allPass 100 (Laws.laws defined)

let private changed change : Routing = fun f transposition xt xv -> change f xt xv (defined f transposition xt xv)

let private defects: (string * Routing) list =
    [ "a constant is added", changed (fun _ _ _ y -> Array2D.map ((+) 1.0) y)
      "the result counts tokens", changed (fun _ _ _ y -> Array2D.mapi (fun t _ x -> x + float t) y)
      "the text is squared", changed (fun _ xt _ y -> add y (Array2D.map (fun x -> x * x) xt))
      "nothing comes out", changed (fun _ _ _ y -> scale 0.0 y)
      "the text comes out", (fun _ _ xt _ -> xt)
      "the text comes out rotated with nothing", (fun _ _ xt _ -> Array2D.map abs xt)
      "a token sees the one before",
      changed (fun _ xt _ y -> Array2D.mapi (fun t i x -> if t = 0 then x + xt[rows xt - 1, i] else x) y)
      "the first vision token counts more", changed (fun _ _ xv y -> Array2D.mapi (fun _ i x -> x + xv[0, i]) y)
      "a rank more", changed (fun _ xt _ y -> add y xt)
      "a rank less", changed (fun _ _ _ y -> Array2D.mapi (fun _ i x -> if i = columns y - 1 then 0.0 else x) y)
      "several vision tokens are read as their first",
      (fun f transposition xt xv ->
          defined
              f
              transposition
              xt
              (if (table |> List.find (fun r -> r.Function = f)).ManyTokens then
                   xv
               else
                   Array2D.init 1 (columns xv) (fun _ j -> xv[0, j])))
      "a transpose that is the reshape", (fun f _ xt xv -> defined f Transposition.Reshape xt xv)
      "a reshape that is the transpose", (fun f _ xt xv -> defined f Transposition.Transpose xt xv)
      "a reshape that adds",
      (fun f transposition xt xv ->
          let y = defined f Transposition.Transpose xt xv in
          if transposition = Transposition.Reshape then Array2D.map ((+) 1.0) y else y)
      "the sum over coordinates stands for all",
      changed (fun _ _ _ y ->
          Array2D.init (rows y) (columns y) (fun t _ -> Seq.sum (seq { for i in 0 .. columns y - 1 -> y[t, i] }))) ]

[<Fact>]
let ``every law of the routing functions notices a planted defect`` () = Check.everyLawCatches 60 Laws.laws defects

[<Fact>]
let ``a function that misses one factor of the picture shrinks to one token and one coordinate`` () =
    let short: Routing =
        fun f transposition xt xv ->
            if f = RoutingFunction.Vllora then
                multiply xt (multiply (transpose xv) (Array2D.map sign xv |> Array2D.map float))
            else
                defined f transposition xt xv
    let r = Check.fails "routing.vllora-definition" (Laws.laws short)
    Assert.StartsWith("T=1 r=1 V=1", r.Counterexample)
