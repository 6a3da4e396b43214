/// How the trained numbers of methods and options are related, whatever the sizes.
module Harness.Laws.Counts.Relations

open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Adapters.Phm
open Harness.Adapters.Routing
open Harness.Laws
open Harness.Laws.Battery
open Harness.Laws.Counts.Methods
open Harness.Laws.Torch

/// n, rank k, reduction f of the width, experts, rank r of LoRA; widths are 8 or 16, so that n divides all bottlenecks.
let private knobs =
    TinyBackbones.sizes
    @ [ Case.knob "n" 1 2; Case.knob "k" 1 2; Case.knob "f" 2 4; Case.knob "experts" 1 4; Case.knob "r" 1 3 ]
    |> List.filter (fun k -> k.Name <> "family")

let private law id statement source methods check =
    Law.over ("count." + id) statement source knobs (Bridge.scoped check) |> Law.costing 10 |> Law.about methods

let private sheet = "MixPHM, analysis of parameters (arXiv 2303.01239, section 3.3)"
let private routing = "routing functions add no parameter (arXiv 2403.09377)"

/// f is a power of two, so that n divides the bottleneck.
let private factor (c: Case) = if c?f = 3 then 2 else c?f

let private mix (c: Case) =
    MixPhmMethod(ReductionFactor = factor c, HypercomplexDivision = c?n, PhmRank = c?k, NumExperts = c?experts)

let private ada (c: Case) = AdaMixMethod(ReductionFactor = factor c, NumExperts = c?experts)

let laws (count: Counter) =
    let on family (c: Case) method = count method (TinyBackbones.shapes family c)
    let t5 c method = on "vl-t5" c method
    let d (c: Case) = int64 (8 * c?w)
    let b c = d c / int64 (factor c)
    let modules (c: Case) = int64 (2 * c?layers)
    let others (c: Case) = int64 (c?experts - 1)
    let cube n = int64 (pown n 3)
    let family c = TinyBackbones.families[Case.pick "family" 0 TinyBackbones.families.Length c].Name
    let someFunction c =
        let all = System.Enum.GetValues<RoutingFunction>() |> Array.filter ((<>) RoutingFunction.None)
        all[Case.pick "function" 0 all.Length c]
    [ law "mixphm-n" "n costs MixPHM n³ numbers and nothing else" sheet [ "mixphm" ] (fun c ->
          let one = MixPhmMethod(ReductionFactor = factor c, HypercomplexDivision = 1, PhmRank = c?k, NumExperts = c?experts)
          Finding.equal "the difference to n = 1" (cube c?n - 1L) (t5 c (mix c) - t5 c one))

      law "mixphm-expert" "each further expert of MixPHM costs K·(d_k·(d + d_r) + d)" sheet [ "mixphm" ] (fun c ->
          let one = MixPhmMethod(ReductionFactor = factor c, HypercomplexDivision = c?n, PhmRank = c?k, NumExperts = 1)
          let expert = modules c * (int64 c?k * (d c + b c) + d c)
          Finding.equal "the difference to one expert" (others c * expert) (t5 c (mix c) - t5 c one)
          |> Finding.tag $"N_e={c?experts}")

      law "mixphm-compacter" "MixPHM with both sides shared is as large as Compacter" sheet [ "mixphm"; "compacter" ] (fun c ->
          let shared =
              MixPhmMethod(
                  ReductionFactor = factor c,
                  HypercomplexDivision = c?n,
                  PhmRank = c?k,
                  NumExperts = c?experts,
                  SharingUp = true
              )
          let compacter = CompacterMethod(ReductionFactor = factor c, HypercomplexDivision = c?n, PhmRank = c?k)
          Finding.equal "Compacter" (t5 c shared) (t5 c compacter))

      law "mixphm-side" "sharing up instead of down saves (N_e − 1)·(d − d_r) numbers a module" sheet [ "mixphm" ] (fun c ->
          let up =
              MixPhmMethod(
                  ReductionFactor = factor c,
                  HypercomplexDivision = c?n,
                  PhmRank = c?k,
                  NumExperts = c?experts,
                  SharingDown = false,
                  SharingUp = true
              )
          Finding.equal "what it saves" (modules c * others c * (d c - b c)) (t5 c (mix c) - t5 c up))

      law "mixphm-own-rules" "a rule of its own for each PHM layer costs n³ a layer" sheet [ "mixphm" ] (fun c ->
          let own =
              MixPhmMethod(
                  ReductionFactor = factor c,
                  HypercomplexDivision = c?n,
                  PhmRank = c?k,
                  NumExperts = c?experts,
                  SharedPhmRule = false
              )
          let layers = modules c * int64 (1 + c?experts)
          Finding.equal "the difference" ((layers - 1L) * cube c?n) (t5 c own - t5 c (mix c)))

      law "mixphm-rule-factors" "a rule of columns and rows has 2·n² numbers instead of n³" sheet [ "mixphm" ] (fun c ->
          let thin =
              MixPhmMethod(
                  ReductionFactor = factor c,
                  HypercomplexDivision = c?n,
                  PhmRank = c?k,
                  NumExperts = c?experts,
                  FactorizedPhmRule = true
              )
          Finding.equal "the difference" (int64 (2 * c?n * c?n) - cube c?n) (t5 c thin - t5 c (mix c)))

      law
          "mixphm-dense-blocks"
          "without low-rank blocks a PHM layer holds p·q/n numbers besides its bias"
          sheet
          [ "mixphm" ]
          (fun c ->
              let dense =
                  MixPhmMethod(
                      ReductionFactor = factor c,
                      HypercomplexDivision = c?n,
                      NumExperts = c?experts,
                      FactorizedPhm = false
                  )
              let block = d c * b c / int64 c?n
              let expected = modules c * (block + b c + int64 c?experts * (block + d c)) + cube c?n
              Finding.equal "the count" expected (t5 c dense))

      law
          "mixphm-gate"
          "the learned gate adds N·p numbers at each bank"
          "option add_gate of the released code"
          [ "mixphm" ]
          (fun c ->
              let gated =
                  MixPhmMethod(
                      ReductionFactor = factor c,
                      HypercomplexDivision = c?n,
                      PhmRank = c?k,
                      NumExperts = c?experts,
                      AddGate = true
                  )
              Finding.equal "the gates" (modules c * (d c + int64 c?experts * b c)) (t5 c gated - t5 c (mix c)))

      law
          "mixphm-pairs"
          "whole adapters as experts: N_e times Compacter's modules"
          "class of the released code that its model does not import"
          [ "mixphm"; "compacter" ]
          (fun c ->
              let pairs =
                  MixPhmMethod(
                      ReductionFactor = factor c,
                      HypercomplexDivision = c?n,
                      PhmRank = c?k,
                      NumExperts = c?experts,
                      ExpertLayout = ExpertLayout.Pairs
                  )
              let compacter = CompacterMethod(ReductionFactor = factor c, HypercomplexDivision = c?n, PhmRank = c?k)
              Finding.equal "N_e modules" (int64 c?experts * (t5 c compacter - cube c?n)) (t5 c pairs - cube c?n))

      law
          "adamix-side"
          "sharing down instead of up costs AdaMix (N_e − 1)·(d − d_r) numbers a module"
          "which side of AdaMix is shared"
          [ "adamix" ]
          (fun c ->
              let down = AdaMixMethod(ReductionFactor = factor c, NumExperts = c?experts, SharingDown = true, SharingUp = false)
              Finding.equal "the difference" (modules c * others c * (d c - b c)) (t5 c down - t5 c (ada c)))

      law "adamix-one" "AdaMix with one expert is as large as Pfeiffer" "baselines of MixPHM" [ "adamix"; "pfeiffer" ] (fun c ->
          let one = AdaMixMethod(ReductionFactor = factor c, NumExperts = 1)
          Finding.equal "Pfeiffer" (t5 c one) (t5 c (PfeifferMethod(ReductionFactor = factor c))))

      law "houlsby-pfeiffer" "Houlsby is twice Pfeiffer" "baselines of MixPHM" [ "houlsby"; "pfeiffer" ] (fun c ->
          Finding.equal
              "Houlsby"
              (2L * t5 c (PfeifferMethod(ReductionFactor = factor c)))
              (t5 c (HoulsbyMethod(ReductionFactor = factor c))))

      law "lora-rank" "LoRA is linear in its rank" "baselines of both papers" [ "lora" ] (fun c ->
          let rank r = t5 c (LoraMethod(R = r))
          Finding.equal "r times rank 1" (int64 c?r * rank 1) (rank c?r))

      law "lora-stacks" "the stacks add up" "baselines of both papers" [ "lora" ] (fun c ->
          let only (stacks: string list) = t5 c (LoraMethod(R = c?r, Stacks = stacks))
          Finding.equal "encoder and decoder" (only [ "encoder" ] + only [ "decoder" ]) (only []))

      law "routing-lora-free" "no routing function adds a number to LoRA, on any backbone" routing [ "routing_lora" ] (fun c ->
          let size f = on (family c) c (RoutingLoraMethod(R = c?r, Routing = f))
          Finding.equal "the count" (size RoutingFunction.None) (size (someFunction c)) |> Finding.tag (string (someFunction c)))

      law
          "routing-adapter-free"
          "no routing function adds a number to Adapter, on any backbone"
          routing
          [ "routing_adapter" ]
          (fun c ->
              let size f = on (family c) c (RoutingAdapterMethod(R = c?r, Routing = f))
              Finding.equal "the count" (size RoutingFunction.None) (size (someFunction c))
              |> Finding.tag (string (someFunction c)))

      law
          "routing-adapter-lora"
          "on RoBERTa Adapter has 2·L·(r + d) biases more than LoRA of the same rank, norms and target biases apart"
          routing
          [ "routing_adapter"; "routing_lora" ]
          (fun c ->
              let lora = on "roberta" c (RoutingLoraMethod(R = c?r, TrainLayerNorm = false, TrainTargetBias = false))
              let adapter = on "roberta" c (RoutingAdapterMethod(R = c?r, TrainLayerNorm = false))
              Finding.equal "the biases" (2L * int64 c?layers * (int64 c?r + d c)) (adapter - lora))

      law
          "routing-shared-block"
          "one module for all sites of a block halves the adapters"
          "released GPT-2 model"
          [ "routing_adapter" ]
          (fun c ->
              let size shared = on "gpt2" c (RoutingAdapterMethod(R = c?r, TrainLayerNorm = false, SharedPerBlock = shared))
              Finding.equal "twice the shared" (2L * size true) (size false))

      law
          "routing-fused"
          "a fused query/key/value map costs LoRA what separate query and value maps cost"
          routing
          [ "routing_lora" ]
          (fun c ->
              let size family = on family c (RoutingLoraMethod(R = c?r, TrainLayerNorm = false, TrainTargetBias = false))
              Finding.equal "separate maps" (size "roberta") (size "gpt2"))

      law
          "routing-split"
          "a split down projection has 2·d·q + 2·q·r + d·r numbers a map, q = ⌊r/4⌋; split and merge has q·r less"
          "ablation of the routing paper"
          [ "routing_lora" ]
          (fun c ->
              let r = 4 * c?r
              let q = int64 c?r
              let size kind =
                  on "roberta" c (RoutingLoraMethod(R = r, TrainLayerNorm = false, TrainTargetBias = false, SplitType = kind))
              let maps = 2L * int64 c?layers
              let split = maps * (2L * d c * q + 2L * q * int64 r + d c * int64 r)
              [ Finding.equal "split" split (size SplitKind.Split)
                Finding.equal "split and merge" (split - maps * q * int64 r) (size SplitKind.SplitMerge)
                Finding.equal "its residual form" (split - maps * q * int64 r + maps * 2L * q) (size SplitKind.SplitMergeRes) ]
              |> Finding.all) ]
