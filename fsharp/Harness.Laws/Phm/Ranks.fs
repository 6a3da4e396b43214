/// What the parts of a PHM layer do to its rank: the rule, its factors, the experts and how they are merged.
module Harness.Laws.Phm.Ranks

open Harness.Laws
open Harness.Laws.Matrix

let private source = "rank of a PHM layer and of merged experts (arXiv 2303.01239, section 3.2)"
let private over spread id statement knobs check =
    Law.withSpread spread ("phm." + id) statement source knobs check |> Law.about [ "compacter"; "mixphm" ]
let private law id = over 3 id
let private wide id = over 500 id
let private draws (c: Case) = [ for k in 0..2 -> Case.redrawn k c ]
let private tight bound ranks =
    Finding.equal "generic rank" (int64 bound) (int64 (List.max ranks))
    |> Finding.either (List.head ranks = bound) "first draw reaches it" "first draw below"

/// The layer with rule matrices of rank s each.
let private withRuleRank s (c: Case) =
    { Layer.ofCase c with
        Rule = [ for i in 1 .. c?n -> multiply (Case.matrix $"column{i}" c?n s c) (Case.matrix $"row{i}" s c?n c) ] }

let private ruled = Case.knob "s" 1 3 :: Layer.sizes

let private ruleBound (c: Case) =
    let s = min c?s c?n
    List.min [ c?n * c?a; c?n * c?b; c?n * s * c?k ]

let private experts = Case.knob "experts" 1 3 :: Layer.sizes

/// Experts with one rule between them.
let private bank (c: Case) =
    let rule = (Layer.ofCase c).Rule
    [ for e in 1 .. c?experts -> { Layer.ofCase { c with Seed = c.Seed + e * 7919 } with Rule = rule } ]

/// N times the mean of the weights, which has its rank and stays whole.
let private summedWeights materialise (layers: Layer list) = layers |> List.map materialise |> List.reduce add

/// N times the mean of each factor; the product is N² times that of the means.
let private summedFactors (layers: Layer list) =
    let sum (part: Layer -> Matrix list) = layers |> List.map part |> List.transpose |> List.map (List.reduce add)
    { layers.Head with Left = sum _.Left; Right = sum _.Right }

let laws (phm: Implementation) =
    let rank layer = Rank.exact (phm.Materialise layer)
    [ law "rule-rank-bound" "rule matrices of rank s bound the weight's rank by n·s·k" ruled (fun c ->
          let r, bound = rank (withRuleRank c?s c), ruleBound c
          Finding.holds (r <= bound) $"rank {r} is above {bound}" |> Finding.either (r = bound) "reached" "below")

      wide "rule-rank-tight" "generic rules of rank s reach n·s·k: a factorised rule (s = 1) costs a factor n" ruled (fun c ->
          tight (ruleBound c) (draws c |> List.map (withRuleRank c?s >> rank)) |> Finding.tag $"s={c?s}")

      law
          "zero-rule"
          "a summand whose rule matrix is zero contributes nothing: the bound falls to (n − 1)·n·k"
          Layer.sizes
          (fun c ->
              let layer = Layer.ofCase c
              let thin = { layer with Rule = zero c?n c?n :: layer.Rule.Tail }
              let r, bound = rank thin, (c?n - 1) * c?n * c?k
              Finding.holds (r <= bound) $"rank {r} is above {bound}")

      law "one-block" "equal blocks collapse to (Σ Aᵢ)⊗(T·U), of rank ≤ n·k" Layer.sizes (fun c ->
          let layer = Layer.ofCase c
          let same =
              { layer with
                  Left = List.replicate c?n layer.Left.Head
                  Right = List.replicate c?n layer.Right.Head }
          let expected = kron (List.reduce add layer.Rule) (multiply layer.Left.Head layer.Right.Head)
          Finding.near 1e-9 expected (phm.Materialise same))

      law
          "more-than-lora"
          "with the numbers of a rank-k layer and n³ more, a PHM layer can have up to n² times its rank"
          Layer.sizes
          (fun c ->
              let bound, lowRank = Layer.rankBound (Layer.ofCase c), List.min [ c?n * c?a; c?n * c?b; c?k ]
              let numbers =
                  phm.ClosedForm (c?n * c?a) (c?n * c?b) c?n c?k true - int64 (c?k * (c?n * c?a + c?n * c?b) + c?n * c?b)
              [ Finding.equal "what it costs more" (int64 (c?n * c?n * c?n)) numbers
                Finding.holds (lowRank <= bound && bound <= c?n * c?n * lowRank) $"bounds {lowRank} and {bound}" ]
              |> Finding.all
              |> Finding.either (bound > lowRank) "above the low-rank layer" "as the low-rank layer")

      law "merged-factors-rank" "averaging factors keeps the bound of one expert, however many there are" experts (fun c ->
          let merged = summedFactors (bank c)
          let r, bound = rank merged, Layer.rankBound merged
          Finding.holds (r <= bound) $"rank {r} is above {bound}" |> Finding.either (r = bound) "reached" "below")

      law "mean-weights-rank" "averaging weights bounds the rank by N_e·n²·k only" experts (fun c ->
          let layers = bank c
          let head = layers.Head
          let r = Rank.exact (summedWeights phm.Materialise layers)
          let bound = List.min [ head.In; head.Out; c?experts * c?n * c?n * c?k ]
          Finding.holds (r <= bound) $"rank {r} is above {bound}"
          |> Finding.either (r > Layer.rankBound head) "above one expert's bound" "within one expert's bound")

      wide
          "mean-weights-tight"
          "and generic experts reach N_e·n²·k: the mean of weights is richer than any expert"
          experts
          (fun c ->
              let head = Layer.ofCase c
              let bound = List.min [ head.In; head.Out; c?experts * c?n * c?n * c?k ]
              tight bound (draws c |> List.map (bank >> summedWeights phm.Materialise >> Rank.exact))) ]
