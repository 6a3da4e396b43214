/// Trained numbers of every method on a VL-T5: the formula of the adapters, the enumeration, and the formula written out here.
module Harness.Laws.Methods.Counts

open Harness.Adapters
open Harness.Laws
open TorchSharp

let private source = "main table, column of trained parameters"

/// Sizes as the formulas name them: width d, bottleneck b, inner width of attention i, of the feed-forward f, blocks L, heads h.
let private expected (c: Case) method =
    let d, i, f, l, h = 8 * c?w, 4 * c?heads, 12, c?layers, c?heads
    let b = d / 2
    let v, feat, k = TinyBackbone.vocabulary, TinyBackbone.features, 2 * l
    let adapter = 2 * d * b + b + d
    let phm p q = TinyBackbone.rank * (p + q) + q
    let cube = pown TinyBackbone.n 3
    match method with
    | "full" ->
        let tables = v * d + 2 * TinyBackbone.buckets * h
        let encoder, decoder = l * (4 * d * i + 2 * d * f + 2 * d) + d, l * (8 * d * i + 2 * d * f + 3 * d) + d
        tables + encoder + decoder + (feat * d + 5 * d + 2 * d + 2 * d)
    | "bitfit" ->
        let attention = 3 * i + d
        let encoder, decoder = l * (attention + f + d + 2 * d), l * (2 * attention + f + d + 3 * d)
        encoder + decoder + 2 * d + 2 * TinyBackbone.buckets * h + 2 * d + v
    | "lora" -> 3 * l * 2 * TinyBackbone.r * (d + i)
    | "compacter" -> k * (phm d b + phm b d) + cube
    | "houlsby" -> 2 * k * adapter
    | "pfeiffer" -> k * adapter
    | "adamix" -> k * (TinyBackbone.experts * (d * b + b) + b * d + d)
    | _ -> k * (phm d b + TinyBackbone.experts * phm b d) + cube

let private check name method (c: Case) =
    use backbone = TinyBackbone.shapes c
    let formula = (method: PeftMethod).ClosedForm backbone
    TinyBackbone.apply c method backbone
    let enumerated = PeftMethod.Trainable backbone |> Seq.sumBy (fun struct (_, p) -> p.numel ())
    [ Finding.equal "the formula" enumerated formula
      Finding.equal "the enumeration" (int64 (expected c name)) enumerated ]
    |> Finding.all

let laws =
    [ for name, method in TinyBackbone.methods ->
          Law.over $"count.{name}" $"what {name} trains on VL-T5: formula = enumeration, for any width, depth and number of heads" source
              TinyBackbone.sizes (Harness.Laws.Torch.Bridge.scoped (check name method))
          |> Law.costing 10 ]
