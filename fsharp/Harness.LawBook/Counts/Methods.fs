/// Trained numbers of each method on each family of backbones, written out as the papers' appendices would.
module Harness.Laws.Counts.Methods

open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Laws
open Harness.Laws.Battery
open Harness.Laws.Torch

/// How a method's numbers are counted; a test hands in a wrong way.
type Counter = PeftMethod -> IBackbone -> int64

/// Goes through the tensors that train once the method is attached.
let enumerate: Counter =
    fun method backbone ->
        use generator = new TorchSharp.torch.Generator(1UL)
        method.Apply(backbone, generator)
        PeftMethod.Trainable backbone |> Seq.sumBy (fun struct (_, p) -> p.numel ())

let private source = "main table of MixPHM, column of trained parameters; appendix of the routing paper"

/// Sizes as the formulas name them: width d, bottleneck b, inner width of attention i, of the feed-forward f, blocks L, heads h.
let private vlT5 (c: Case) name =
    let d, i, f, l, h = 8 * c?w, 4 * c?heads, 12, c?layers, c?heads
    let b, v, features, buckets, k = d / 2, 11, 6, 32, 2 * l
    let adapter = 2 * d * b + b + d
    let phm p q = c?k * (p + q) + q
    let times shared n = if shared = 1 then 1 else n
    let norms = 2 * l * d + 3 * l * d
    match name with
    | "full" ->
        let tables = v * d + 2 * buckets * h
        let encoder, decoder = l * (4 * d * i + 2 * d * f + 2 * d) + d, l * (8 * d * i + 2 * d * f + 3 * d) + d
        Some(tables + encoder + decoder + (features * d + 5 * d + 2 * d + 2 * d))
    | "bitfit" ->
        let attention = 3 * i + d
        let encoder, decoder = l * (attention + f + d + 2 * d), l * (2 * attention + f + d + 3 * d)
        Some(encoder + decoder + 2 * d + 2 * buckets * h + 2 * d + v)
    | "lora" -> Some(3 * l * 2 * c?r * (d + i))
    | "compacter" -> Some(k * (phm d b + phm b d) + pown c?n 3)
    | "houlsby" -> Some(2 * k * adapter)
    | "pfeiffer" -> Some(k * adapter)
    | "low_rank_adapter" -> Some(k * (2 * c?k * (d + b) + b + d))
    | "adamix" -> Some(k * (times c?down c?experts * (d * b + b) + times c?up c?experts * (b * d + d)))
    | "mixphm" -> Some(k * (times c?down c?experts * phm d b + times c?up c?experts * phm b d) + pown c?n 3)
    | "routing_lora" -> Some(3 * l * 2 * c?r * (d + i) + norms)
    | "routing_adapter" -> Some(2 * k * (2 * d * c?r + c?r + d) + norms)
    | _ -> None

/// RoBERTa: separate query and value, two norms of weight and bias a block.
let private roberta (c: Case) name =
    let d, l = 8 * c?w, c?layers
    match name with
    | "lora" -> Some(4 * l * c?r * d)
    | "routing_lora" -> Some(4 * l * c?r * d + 2 * l * d + 4 * l * d)
    | "routing_adapter" -> Some(2 * l * (2 * d * c?r + c?r + d) + 4 * l * d)
    | _ -> None

/// GPT-2: query and value of one fused map, whose whole bias trains with it.
let private gpt2 (c: Case) name =
    let d, l = 8 * c?w, c?layers
    match name with
    | "routing_lora" -> Some(4 * l * c?r * d + 3 * l * d + 4 * l * d)
    | "routing_adapter" -> Some(2 * l * (2 * d * c?r + c?r + d) + 4 * l * d)
    | _ -> None

let private least (subject: Subject) =
    { Sizes = TinyBackbones.sizes @ subject.Knobs |> List.map (fun k -> k.Name, k.Least)
      Spread = 1
      Seed = 0 }

let laws (count: Counter) =
    [ for family, expected in [ "vl-t5", vlT5; "roberta", roberta; "gpt2", gpt2 ] do
          for subject in Registry.all do
              if (expected (least subject) subject.Name).IsSome then
                  let check (c: Case) =
                      let written = (expected c subject.Name).Value
                      let backbone = TinyBackbones.shapes family c
                      let formula = subject.ClosedForm c backbone
                      [ Finding.equal "the formula" (int64 written) formula
                        Finding.equal "the enumeration" (int64 written) (count (subject.Method c) backbone) ]
                      |> Finding.all
                  Law.over
                      $"count.{subject.Name}-{family}"
                      $"what {subject.Name} trains on {family}, written out, for any width, depth and number of heads"
                      source
                      (TinyBackbones.sizes @ subject.Knobs)
                      (Bridge.scoped check)
                  |> Law.costing 10
                  |> Law.about [ subject.Name ] ]
