/// The ledgers of discrepancies: what each entry points at exists, and what no law or other test shows is shown here on numbers.
module Harness.Paper.Tests.DiscrepancyTests

open System
open System.IO
open System.Text.Json
open Xunit
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Adapters.Phm
open Harness.Adapters.Redundancy
open Harness.Adapters.Routing
open Harness.Backbones.RobertaModels
open Harness.Backbones.T5Models
open Harness.Backbones.VlT5Models
open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Report
open Harness.Paper.Results
open Harness.Paper.Tests
open Harness.Paper.Tests.Goldens
open TorchSharp

let private papers = [ "mixphm"; "routing" ]
let private at paper file = Path.Combine(ReportTests.paperRoot, paper, file)
let private root = Path.GetDirectoryName ReportTests.paperRoot |> string

/// `PROJECT/CLASS.NAME` of a test: a file of that class in the project's folder that has the name.
let private isTest (reference: string) =
    match reference.Split('/', 2) with
    | [| project; inner |] ->
        let i = inner.IndexOf '.'
        let cls, name = inner[.. i - 1], inner[i + 1 ..]
        let files = Directory.GetFiles(Path.Combine(root, "tests", project), $"{cls}.*", SearchOption.AllDirectories)
        files
        |> Array.exists (fun f -> let text = File.ReadAllText f in text.Contains $" {name}(" || text.Contains $"``{name}``")
    | _ -> false

[<Fact>]
let ``every discrepancy points at a law, a claim or a test that exists`` () =
    let laws = Laws.all |> List.map (fun l -> l.Id) |> Set
    let claims =
        [ for p in papers do
              for c in ClaimFile.read (at p "claims.json") -> c.Id ]
        |> Set
    for paper in papers do
        let ledger = PaperText.readDiscrepancies (at paper "discrepancies.json")
        Assert.True(ledger.Length >= 20)
        Assert.Equal(ledger.Length, ledger |> List.distinctBy (fun d -> d.Id) |> List.length)
        for d in ledger do
            Assert.NotEmpty d.ShownBy
            Assert.NotEmpty d.Default
            for shown in d.ShownBy do
                let found =
                    match shown.Split(' ', 2) with
                    | [| "law"; id |] -> laws.Contains id
                    | [| "claim"; id |] -> claims.Contains id
                    | [| "test"; reference |] -> isTest reference
                    | _ -> false
                Assert.True(found, $"{paper}, {d.Id}: nothing is called '{shown}'")

[<Fact>]
let ``what is measured has runs of both sides, by name of an entry or of what it is compared with`` () =
    for paper in papers do
        let ledger = PaperText.readDiscrepancies (at paper "discrepancies.json")
        let measured = ledger |> List.filter (fun d -> d.Measured.IsSome)
        Assert.True(measured.Length >= 2)
        let cells = Harness.Runs.Sweeps.ExperimentFile.Load(at paper "experiments/discrepancies.yaml").Cells []
        let experiments = cells |> Seq.map (fun c -> c.Config.Experiment) |> Set
        let named = measured |> List.collect (fun d -> [ d.Id; snd d.Measured.Value ]) |> Set
        Assert.Equal<Set<string>>(named, experiments)
        let kept = ResultFiles.read (at paper "results/discrepancies")
        for d in measured do
            let text, run = MeasuredEffects.describe kept d
            Assert.True(run.IsSome, $"{paper}, {d.Id}: no runs")
            Assert.Contains("points", text)

[<Fact>]
let ``a measured effect is the mean difference over the seeds that both sides have`` () =
    let entry =
        { Id = "slip"
          What = ""
          Where = ""
          Default = ""
          ShownBy = []
          Effect = ""
          Measured = Some("the other way", "usual") }
    let run experiment seed score =
        { Samples.row "mixphm" 16 seed score with Experiment = experiment; Key = $"{experiment}-{seed}" }
    let set rows : ResultSet = { ResultSet.empty "mixphm" "proxy" with Rows = rows }
    let both = [ run "usual" 13 40.0; run "usual" 21 42.0; run "usual" 42 99.0; run "slip" 13 41.0; run "slip" 21 45.0 ]
    let text, first = MeasuredEffects.describe (set both) entry
    Assert.Equal("the other way: +2.00 points (43.00 instead of 41.00 %; +1.00 with seed 13, +3.00 with seed 21)", text)
    Assert.Equal(Some "slip-13", first |> Option.map (fun r -> r.Key))
    let mixed = run "slip" 21 41.5 :: List.take 4 both
    Assert.Contains("the seeds disagree", fst (MeasuredEffects.describe (set mixed) entry))
    Assert.Equal(("not measured", None), MeasuredEffects.describe (set (List.take 3 both)) entry)
    Assert.Empty(MeasuredEffects.notes (set []))

[<Fact>]
let ``every claim that rests on laws names laws that exist`` () =
    let laws = Laws.all |> List.map (fun l -> l.Id) |> Set
    for paper in papers do
        for c in ClaimFile.read (at paper "claims.json") do
            match c.Predicate with
            | Predicate.Laws ids ->
                for id in ids do
                    Assert.True(laws.Contains id, $"{c.Id}: no law {id}")
            | _ -> ()

let private base' () = new VlT5(VlT5Config.Base, device = torch.META)

let private tiny dropout =
    use generator = new torch.Generator(1UL)
    new T5(
        T5Config(
            Name = "tiny",
            VocabSize = 40,
            DModel = 24L,
            DKv = 6L,
            NumHeads = 4L,
            DFf = 32L,
            NumLayers = 2,
            RelativeAttentionNumBuckets = 8,
            RelativeAttentionMaxDistance = 20,
            DropoutRate = dropout,
            InitializerFactor = 0.5
        ),
        generator,
        dtype = torch.float64
    )

let private adapted (method: PeftMethod) =
    let model = tiny 0.0
    use generator = new torch.Generator(2UL)
    method.Apply(model, generator)
    model

let private logits (model: T5) (context: PassContext) =
    let ids = torch.tensor([| 5L; 9L; 17L; 3L; 1L |]).reshape(1L, 5L)
    let labels = torch.tensor([| 7L; 12L; 1L |]).reshape(1L, 3L)
    model.Forward(ids, null, labels, context).Logits

let private norm (t: torch.Tensor) = (t * t).sum().sqrt().item<float>()

[<Fact>]
let ``the second term of the regulariser counts a fifth of its weight`` () =
    let draw shape = torch.randn ((shape: int64[]), dtype = Nullable torch.float64)
    let hidden, branch, final = draw [| 2L; 3L; 4L |], draw [| 2L; 3L; 4L |], draw [| 2L; 3L; 4L |]
    let trace = AdapterTrace()
    trace.Add(SiteAddress("s", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, 4L, 4L), hidden, branch)
    let mask = torch.ones ([| 2L; 3L |], dtype = Nullable torch.int64)
    let struct (_, relevance) =
        RedundancyLoss(RedundancyOptions())
            .Terms(trace, dict [ "encoder", StackState(final, mask) ] |> System.Collections.Generic.Dictionary)
    let bare = RelevanceTerm.Loss(branch.reshape (6L, 4L), final.mean [| 1L |], torch.tensor [| 0L; 0L; 0L; 1L; 1L; 1L |])
    near 1e-12 (0.04 * bare.item<float>()) (relevance.item<float>())

[<Fact>]
let ``both percentages of MixPHM`` () =
    use model = base' ()
    let trained = float (MixPhmMethod().ClosedForm model)
    let total = model.parameters () |> Seq.sumBy (fun p -> float (p.numel ()))
    Assert.Equal("0.389", (100.0 * trained / total).ToString "F3")
    Assert.Equal("0.388", (100.0 * trained / (total + trained)).ToString "F3")

[<Fact>]
let ``a sub-layer of T5 normalises its input, not its output`` () =
    // Ten times the embeddings leave what the first attention gives as it was; a normalisation after the residual would not see the same input.
    use model = adapted (HoulsbyMethod(ReductionFactor = 2))
    let first () =
        let trace = AdapterTrace()
        use context = new PassContext(Trace = trace)
        logits model context |> ignore
        trace.Entries[0].Hidden
    let before = first ()
    (use _ = torch.no_grad ()
     (nonNull (model.get_parameter "shared.weight")).mul_(10.0.ToScalar()) |> ignore)
    let after = first ()
    Assert.True(norm (after - before) < 1e-3 * norm before)

[<Fact>]
let ``steps on parts of a batch are no step on their mean gradient`` () =
    // A squared error on each of two devices, a rate of one quarter, from zero: apart they go their own ways.
    let step (targets: float list) = -0.25 * (targets |> List.averageBy (fun t -> -2.0 * t))
    Assert.Equal<float list>([ 0.5; 1.5 ], [ step [ 1.0 ]; step [ 3.0 ] ])
    Assert.Equal(1.0, step [ 1.0; 3.0 ])

[<Fact>]
let ``no shipped configuration names an absolute path`` () =
    let files =
        papers
        |> List.collect (fun p ->
            let f = at p "experiments" in if Directory.Exists f then List.ofArray (Directory.GetFiles f) else [])
    Assert.NotEmpty files
    for f in files do
        for line in File.ReadAllLines f do
            Assert.DoesNotContain(": /", line)

[<Fact>]
let ``rank 8 doubles what LoRA trains`` () =
    let count rank = LoraMethod(R = rank).ClosedForm(base' ())
    Assert.Equal((442_368L, 884_736L), (count 4, count 8))

[<Fact>]
let ``a random bias moves the start that LoRA keeps`` () =
    use bare = tiny 0.0
    use model = adapted (LoraMethod(R = 2))
    use context = PassContext.Inference()
    let start = logits bare context
    near 1e-12 0.0 (norm (logits model context - start))
    let projection = model.Projections |> Seq.find (fun p -> p.Address.Role = SiteRole.Query)
    use generator = new torch.Generator(3UL)
    projection.AddBias()
    (use _ = torch.no_grad ()
     (nonNull projection.Bias).uniform_(-0.036, 0.036, generator) |> ignore)
    Assert.True(norm (logits model context - start) > 1e-6)

[<Fact>]
let ``the other module of the same name has another size`` () =
    let count layout = MixPhmMethod(ExpertLayout = layout).ClosedForm(base' ())
    Assert.Equal(874_048L, count ExpertLayout.Banks)
    Assert.Equal(1_357_888L, count ExpertLayout.Pairs)

[<Fact>]
let ``the biases of PHM layers are not called bias`` () =
    use model = adapted (CompacterMethod(ReductionFactor = 2, HypercomplexDivision = 2, PhmRank = 2))
    let names = [ for struct (name, _) in PeftMethod.Trainable model -> name ]
    Assert.Contains(names, fun n -> n.EndsWith ".b")
    Assert.DoesNotContain(names, fun n -> n.Contains "bias")

[<Fact>]
let ``dropout of the frozen backbone is on while tuning`` () =
    use model = tiny 0.5
    let halved =
        { new IDropout with
            member _.Apply(x, p) = x * (1.0 - p) }
    use training = new PassContext(Training = true, Dropout = halved)
    use inference = PassContext.Inference()
    Assert.True(norm (logits model training - logits model inference) > 1e-3)

[<Fact>]
let ``the rule starts at one hundredth for Compacter and MixPHM alike`` () =
    let small = 2
    for method in [ CompacterMethod(ReductionFactor = small) :> PeftMethod; MixPhmMethod(ReductionFactor = small) ] do
        use model = adapted method
        let rule = nonNull (model.get_parameter "phm_rule")
        Assert.Equal(64L, rule.numel ())
        Assert.InRange(rule.detach().std().ToDouble(), 0.007, 0.013)

[<Fact>]
let ``only MixPHM drops half of its bottleneck`` () =
    // Every probability that a training pass of a backbone without dropout asks for.
    let asked (method: PeftMethod) =
        use model = adapted method
        let seen = System.Collections.Generic.HashSet<float>()
        let dropout =
            { new IDropout with
                member _.Apply(x, p) =
                    seen.Add p |> ignore
                    x.alias () }
        let first =
            { new IExpertDraw with
                member _.Next _ = 0 }
        use context = new PassContext(Training = true, Dropout = dropout, Experts = first)
        logits model context |> ignore
        [ for p in seen do
              if p > 0.0 then
                  p ]
    Assert.Equal<float list>([ 0.5 ], asked (MixPhmMethod(ReductionFactor = 2)))
    for other in
        [ CompacterMethod(ReductionFactor = 2) :> PeftMethod
          HoulsbyMethod(ReductionFactor = 2)
          PfeifferMethod(ReductionFactor = 2)
          AdaMixMethod(ReductionFactor = 2) ] do
        Assert.Empty(asked other)

[<Fact>]
let ``freezing the norms takes their numbers away`` () =
    use roberta = new Roberta(RobertaConfig.Base, device = torch.META)
    let count trained = RoutingLoraMethod(R = 128, LoraAlpha = 128.0, TrainLayerNorm = trained).ClosedForm roberta
    Assert.Equal(36_864L, count true - count false)

[<Fact>]
let ``an adapter without its residual starts by deleting what it is given`` () =
    use model = adapted (RoutingAdapterMethod(R = 4, Routing = RoutingFunction.None, AdapterResidual = false))
    let trace = AdapterTrace()
    use context = new PassContext(Trace = trace)
    logits model context |> ignore
    for entry in trace.Entries do
        Assert.True(norm entry.Branch < 0.05 * norm entry.Hidden, $"{norm entry.Branch} of {norm entry.Hidden}")

[<Fact>]
let ``a routing feature of another width is refused`` () =
    use model = adapted (RoutingLoraMethod(R = 2, LoraAlpha = 2.0))
    use context = new PassContext(RoutingFeature = torch.ones ([| 1L; 1L; 32L |], dtype = Nullable torch.float64))
    let error = Assert.ThrowsAny<System.Runtime.InteropServices.ExternalException>(fun () -> logits model context |> ignore)
    Assert.Contains("1x32 and 24x2", error.Message)

[<Fact>]
let ``the visual embedding of CLIP-BART is 1.12 percent`` () =
    let trained = Counts.find "clip-bart-base" "visual-embedding" |> Option.get
    Assert.Equal("1.12", (100.0 * float trained / 141_156_864.0).ToString "F2")
