/// The two terms of the redundancy regularisation.
module Harness.Laws.Methods.Redundancy

open System
open Harness.Adapters.Redundancy
open Harness.Laws
open Harness.Laws.Matrix
open Harness.Laws.Torch
open TorchSharp

let private law id statement knobs check =
    Law.over ("redundancy." + id) statement "redundancy regularisation (arXiv 2303.01239, section 4)" knobs (Bridge.scoped check)
    |> Law.about [ "mixphm" ]

let private sizes = [ Case.knob "tokens" 1 5; Case.knob "d" 1 5 ]

/// No row is all zeros, which has no direction.
let private vectors stream c : Matrix =
    Case.matrix stream c?tokens c?d c |> Array2D.mapi (fun _ j x -> if j = 0 then abs x + 1.0 else x)

let private unit (m: Matrix) =
    let length i = sqrt (Seq.sum (seq { for j in 0 .. columns m - 1 -> m[i, j] * m[i, j] }))
    m |> Array2D.mapi (fun i _ x -> x / length i)

/// Term I by its definition: squared off-diagonal entries of the summed feature-by-feature products.
let private termOne (a: Matrix) (h: Matrix) =
    let c = multiply (transpose (unit a)) (unit h)
    Seq.sum (
        seq {
            for i in 0 .. rows c - 1 do
                for j in 0 .. columns c - 1 do
                    if i <> j then
                        c[i, j] * c[i, j]
        }
    )

/// What is checked: term I of hₐ and h for one sample and λ = 1, its off-diagonal sum along either route, and term II.
type Implementation =
    { TermOne: torch.Tensor -> torch.Tensor -> torch.Tensor
      OffDiagonal: torch.Tensor -> torch.Tensor -> bool -> torch.Tensor
      TermTwo: torch.Tensor -> torch.Tensor -> torch.Tensor -> torch.Tensor }

/// The harness's own.
let own =
    { TermOne = fun a h -> RedundancyTerm.Loss(a, h, 1L, 1.0)
      OffDiagonal = fun a h byTokens -> RedundancyTerm.OffDiagonal(a, h, byTokens)
      TermTwo = fun a g sample -> RelevanceTerm.Loss(a, g, sample) }

let private close name (expected: float) actual =
    Finding.holds (abs (expected - actual) <= 1e-9 * (1.0 + abs expected)) $"{name} should be {expected}, is {actual}"

let private softplus x = log (1.0 + exp x)

let lawsWith (implementation: Implementation) =
    let loss (a: Matrix) (h: Matrix) = (implementation.TermOne (Bridge.tensor a) (Bridge.tensor h)).item<float>()
    [ law "definition" "term I is the sum of squared off-diagonal entries of Ĥₐᵀ·Ĥ" sizes (fun c ->
          let a, h = vectors "a" c, vectors "h" c
          close "term I" (termOne a h) (loss a h))

      law "two-routes" "token-by-token and feature-by-feature products give the same sum" sizes (fun c ->
          let a, h = Bridge.tensor (unit (vectors "a" c)), Bridge.tensor (unit (vectors "h" c))
          close
              "the sum"
              ((implementation.OffDiagonal a h true).item<float>())
              ((implementation.OffDiagonal a h false).item<float>()))

      law "scale-free" "term I does not change when a token's vectors are scaled" sizes (fun c ->
          let a, h = vectors "a" c, vectors "h" c
          let factor = float (1 + Case.pick "factor" 0 9 c)
          close "term I" (loss a h) (loss (scale factor a) h))

      law
          "relevance"
          "term II is the mean over negatives of sp(−s) + s − ln 2, less the mean over positives of ln 2 − sp(−s)"
          [ Case.knob "tokens" 1 4; Case.knob "d" 1 3; Case.knob "samples" 2 3 ]
          (fun c ->
              let a, g = Case.matrix "a" c?tokens c?d c, Case.matrix "g" c?samples c?d c
              let owner t = t % c?samples
              let s = multiply a (transpose g)
              let mean (xs: float list) = if xs.IsEmpty then 0.0 else List.average xs
              let negatives =
                  [ for t in 0 .. c?tokens - 1 do
                        for b in 0 .. c?samples - 1 do
                            if b <> owner t then
                                softplus (-s[t, b]) + s[t, b] - log 2.0 ]
              let positives = [ for t in 0 .. c?tokens - 1 -> log 2.0 - softplus (-s[t, owner t]) ]
              let sample = torch.tensor ([| for t in 0 .. c?tokens - 1 -> int64 (owner t) |])
              close
                  "term II"
                  (mean negatives - mean positives)
                  ((implementation.TermTwo (Bridge.tensor a) (Bridge.tensor g) sample).item<float>())) ]

let laws = lawsWith own
