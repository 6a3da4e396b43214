/// What a MixPHM module promises: what its experts share, how it is merged, who learns.
module Harness.Laws.Methods.MixPhm

open System
open Harness.Adapters.Sites
open Harness.Adapters.Phm
open Harness.Laws
open Harness.Laws.Phm
open Harness.Laws.Torch
open TorchSharp

let private source = "MixPHM module (arXiv 2303.01239, section 3)"
let private law id statement knobs check =
    Law.over ("mixphm." + id) statement source knobs (Bridge.scoped check) |> Law.about [ "mixphm" ]

/// n, bottleneck/n, width/bottleneck, rank of a block (at most the bottleneck), experts.
let private sizes = [ Case.knob "n" 1 3; Case.knob "b" 1 2; Case.knob "f" 1 3; Case.knob "k" 1 2; Case.knob "experts" 1 4 ]
let private width (c: Case) = c?n * c?b * c?f

let private settings (c: Case) level =
    MixPhmMethod(
        NumExperts = c?experts,
        HypercomplexDivision = c?n,
        PhmRank = c?k,
        ReductionFactor = c?f,
        AdapterDropout = 0.0,
        Level = level,
        PhmInitRange = 0.5
    )

/// What is checked: how a module is built, run, and how the experts of a bank are averaged.
type Implementation =
    { Build: MixPhmMethod -> SiteAddress -> PhmRule -> torch.Generator -> MixPhmModule
      Run: MixPhmModule -> torch.Tensor -> PassContext -> torch.Tensor
      Averaged: PhmBank -> Layer }

/// [1, 3, width].
let private input c = (Bridge.tensor (Case.matrix "x" 3 (width c) { c with Spread = 1 })).unsqueeze 0L

let private inference expert = new PassContext(Experts = Bridge.always expert)

/// The factors of an expert, as plain numbers.
let values (factors: PhmFactors) : Layer =
    let slices (t: torch.Tensor) = [ for i in 0L .. t.shape[0] - 1L -> Bridge.matrix (t.select (0L, i)) ]
    let given (t: torch.Tensor | null) =
        match t with
        | null -> invalidOp "the expert lacks a factor"
        | t -> t
    { Rule = slices factors.S
      Left = slices (given factors.T)
      Right = slices (given factors.U)
      Bias = Bridge.matrix ((given factors.B).unsqueeze 0L) }

let private meanOf (items: Matrix.Matrix list) = items |> List.reduce Matrix.add |> Matrix.scale (1.0 / float items.Length)

/// T, U and b averaged each for itself; the rule is one and the same.
let private merged (experts: Layer list) : Layer =
    let mean (part: Layer -> Matrix.Matrix list) = experts |> List.map part |> List.transpose |> List.map meanOf
    { Rule = experts.Head.Rule
      Left = mean (fun e -> e.Left)
      Right = mean (fun e -> e.Right)
      Bias = meanOf (experts |> List.map (fun e -> e.Bias)) }

let private hasGradient (p: torch.Tensor) =
    match p.grad with
    | null -> false
    | g -> not g.IsInvalid

/// Which experts' outputs move when a parameter moves.
let private reached (outputs: unit -> Matrix.Matrix list) before (p: torch.Tensor) =
    (use _ = torch.no_grad ()
     p.add_ (7.0.ToScalar()) |> ignore)
    let after = outputs ()
    (use _ = torch.no_grad ()
     p.sub_ (7.0.ToScalar()) |> ignore)
    List.map2 (fun a b -> Matrix.distance a b > 0.0) before after

/// The laws of an implementation of the module.
let lawsWith (implementation: Implementation) =
    let averaged = implementation.Averaged
    let run m x (context: PassContext) =
        use _ = context
        use _ = torch.no_grad ()
        Bridge.matrix (implementation.Run m x context)
    // A module and the owner of the rule that its layers share.
    let fresh (c: Case) level =
        use generator = new torch.Generator(uint64 (c.Seed + 1))
        let owner = new Bridge.Owner()
        let rule = PhmRule.Register(owner, c?n, false, PhmInit(Range = 0.5), generator, Bridge.placement)
        owner, implementation.Build (settings c level) (Bridge.site (width c)) rule generator
    // Rule and experts with whole numbers, every expert its own.
    let diverged c level =
        let owner, m = fresh c level
        Bridge.fill "rule/" owner c
        Bridge.fill "module/" m c
        owner, m
    [ law "levels-agree" "freshly drawn experts are equal, so token, sentence, output and weight mixing agree" sizes (fun c ->
          let x = input c
          let outputs =
              [ for level in 0..3 ->
                    let owner, m = fresh c level
                    use _ = owner
                    use _ = m
                    run m x (inference (level + c.Seed)) ]
          outputs.Tail |> List.map (Finding.near 1e-12 outputs.Head) |> Finding.all |> Finding.tag $"N_e={c?experts}")

      law "one-expert" "with one expert inference by averaged weights equals the training pass without dropout" sizes (fun c ->
          let c = { c with Sizes = c.Sizes |> List.map (fun (n, v) -> n, (if n = "experts" then 1 else v)) }
          let owner, m = diverged c 3
          use _ = owner
          use _ = m
          let x = input c
          Finding.near 1e-9 (run m x (Bridge.training 0)) (run m x (inference 0)))

      law
          "merges-factors"
          "inference averages T, U and b each for itself, which is not the average of the weights"
          sizes
          (fun c ->
              let owner, m = diverged c 3
              use _ = owner
              use _ = m
              let experts = [ for e in m.UpBank.Experts -> values e.Factors ]
              let expected = merged experts
              let actual = averaged m.UpBank
              let meanWeight = experts |> List.map Layer.weight |> meanOf
              Finding.near 1e-9 (Layer.weight expected) (Layer.weight actual)
              |> Finding.either
                  (Matrix.distance meanWeight (Layer.weight expected) > 1e-9)
                  "differs from the mean of the weights"
                  "equals the mean of the weights")

      law "merged-forward" "inference runs the merged expert: the bank's output is that of the averaged factors" sizes (fun c ->
          let owner, m = diverged c 3
          use _ = owner
          use _ = m
          let z = Case.matrix "z" 3 (c?n * c?b) c
          use context = inference 0
          let actual = (use _ = torch.no_grad () in Bridge.matrix (m.UpBank.call ((Bridge.tensor z).unsqueeze 0L, context)))
          Finding.near 1e-9 (Layer.apply (merged [ for e in m.UpBank.Experts -> values e.Factors ]) z) actual)

      law "merged-size" "the merged expert has the size of a module with one expert, however many were trained" sizes (fun c ->
          let owner, m = diverged c 3
          use _ = owner
          use _ = m
          let size (bank: PhmBank) =
              let e = averaged bank
              Layer.count e.In e.Out e.N e.Rank false
          let single =
              (settings c 3).ModuleParameters(int64 (width c))
              - int64 (c?experts - 1) * (settings c 3).Up(int64 (width c)).Parameters
          Finding.equal "the merged size" single (size m.DownBank + size m.UpBank) |> Finding.tag $"N_e={c?experts}")

      law "shared-tensors" "experts share the rule and the down-projection, and nothing else" sizes (fun c ->
          let owner, m = diverged c 3
          use _ = owner
          use _ = m
          let x = input c
          let outputs () = [ for e in 0 .. c?experts - 1 -> run m x (Bridge.training e) ]
          let before = outputs ()
          let everyone = List.replicate c?experts true
          let only e = [ for i in 0 .. c?experts - 1 -> i = e ]
          let up =
              m.UpBank.Experts
              |> Seq.mapi (fun e expert -> [ for struct (_, p) in expert.named_parameters () -> only e, p ])
              |> List.concat
          let down = [ for p in m.DownBank.parameters () -> everyone, p ]
          let allowed expected actual = List.forall2 (fun may does -> may || not does) expected actual
          [ yield Finding.equal "the number of down-projections" 1L (int64 m.DownBank.Experts.Count)
            yield Finding.equal "the number of up-projections" (int64 c?experts) (int64 m.UpBank.Experts.Count)
            for expected, p in up @ down do
                let moved = reached outputs before p
                yield Finding.holds (allowed expected moved) $"a parameter of {expected} moved {moved}"
            let distinct =
                m.UpBank.Experts
                |> Seq.map (fun e -> obj.ReferenceEquals(e.Factors.S, m.DownBank.Experts[0].Factors.S))
                |> Seq.forall id
            yield Finding.holds distinct "an expert has a rule of its own" ]
          |> Finding.all
          |> Finding.tag $"N_e={c?experts}")

      law
          "undrawn-experts"
          "in a training step the drawn expert, the down-projection and the rule learn; the other experts get no gradient"
          sizes
          (fun c ->
              let owner, m = diverged c 3
              use _ = owner
              use _ = m
              let drawn = Case.pick "drawn" 0 c?experts c
              use context = Bridge.training drawn
              let loss = (implementation.Run m (input c) context).sum()
              loss.backward ()
              [ for e, expert in Seq.indexed m.UpBank.Experts do
                    for p in expert.parameters () do
                        Finding.holds
                            (hasGradient p = (e = drawn))
                            $"expert {e} of {c?experts}, {drawn} drawn: gradient is {hasGradient p}"
                for p in Seq.append (m.DownBank.parameters ()) (owner.parameters ()) do
                    Finding.holds (hasGradient p) "a shared tensor has no gradient" ]
              |> Finding.all
              |> Finding.tag $"N_e={c?experts}")

      law
          "count"
          "trained numbers are N_dn and N_up times a PHM layer's, whatever is shared"
          (sizes @ [ Case.knob "down" 0 1; Case.knob "up" 0 1 ])
          (fun c ->
              let settings =
                  MixPhmMethod(
                      NumExperts = c?experts,
                      HypercomplexDivision = c?n,
                      PhmRank = c?k,
                      ReductionFactor = c?f,
                      SharingDown = (c?down = 1),
                      SharingUp = (c?up = 1)
                  )
              use generator = new torch.Generator(1UL)
              use owner = new Bridge.Owner()
              let rule = PhmRule.Register(owner, c?n, false, PhmInit(), generator, Bridge.placement)
              use m = implementation.Build settings (Bridge.site (width c)) rule generator
              let w, r = width c, c?n * c?b
              let times shared = if shared = 1 then 1L else int64 c?experts
              let expected = times c?down * Layer.count w r c?n c?k false + times c?up * Layer.count r w c?n c?k false
              [ Finding.equal "the enumeration" expected (Bridge.count m)
                Finding.equal "the formula" expected (settings.ModuleParameters(int64 w)) ]
              |> Finding.all
              |> Finding.either (c?down = 1) "down shared" "down not shared") ]

/// The harness's own.
let own =
    { Build = fun settings site rule generator -> settings.Build(site, rule, generator, Bridge.placement) :?> MixPhmModule
      Run = fun m x context -> m.call (x, context)
      Averaged = fun bank -> values (bank.AveragedFactors()) }

let laws = lawsWith own
