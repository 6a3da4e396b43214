module Harness.Laws.Tests.Battery.BatteryTests

open System
open System.IO
open System.Threading
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Saving
open Harness.Adapters.Saving.Safetensors
open Harness.Laws
open Harness.Laws.Battery
open Harness.Laws.Tests
open TorchSharp
open Xunit

let private half (_: Case) (site: SiteAddress) = int site.OutWidth / 2
let private promises = { Promises.Adapter with UpdateRank = Some half }
let private mine flaw =
    Subject.ofModule "mine" promises (fun site generator at -> new Mine(site, generator, at, flaw)) Mine.Parameters
    |> Laws.onBackbones
let private sound = mine Sound

/// Checks one law of the battery on a subject; it must fail.
let private fails law subject =
    let r =
        Battery.laws subject
        |> List.find (fun l -> l.Id = $"{subject.Name}.{law}")
        |> Runner.check { RunOptions.Default with Cases = 400 }
    Assert.Equal("failed", r.Outcome)
    r

let private afterwards act (subject: Subject) =
    { subject with
        Apply =
            fun c backbone generator ->
                subject.Apply c backbone generator
                use _ = torch.no_grad ()
                act backbone }

/// Adds to the first tensor that the predicate finds.
let private nudge wanted (backbone: IBackbone) =
    let struct (_, p) = backbone.Root.named_parameters () |> Seq.find (fun struct (_, p) -> wanted p)
    p.add_ (0.1.ToScalar()) |> ignore

[<Fact>]
let ``an adapter of one's own passes the battery`` () =
    let results = Battery.check { RunOptions.Default with Cases = 200; Workers = 2 } sound
    for r in results do
        Assert.True(r.Passed, $"{r.Id}: {r.Counterexample}")
    Assert.True(results.Length >= 12)

[<Fact>]
let ``a count that forgets the bias shrinks to the smallest backbone`` () =
    let r = fails "closed-form" { sound with ClosedForm = fun c backbone -> sound.ClosedForm c backbone - 4L }
    Assert.StartsWith("family=0 w=1 heads=1 layers=1", r.Counterexample)

[<Fact>]
let ``an update in more dimensions than promised is noticed, and a bound that is too generous`` () =
    fails "update-rank" (mine Wide) |> ignore
    fails "update-rank-tight" { sound with Promises = { promises with UpdateRank = Some(fun c site -> half c site + 1) } }
    |> ignore

[<Fact>]
let ``an adapter that does not start as the identity is noticed`` () =
    fails "identity-at-start" { sound with Promises = { promises with IdentityAtStart = true } } |> ignore

[<Fact>]
let ``a method that changes the backbone cannot be switched off`` () =
    fails "switch-off" (sound |> afterwards (nudge (fun p -> not p.requires_grad))) |> ignore
    fails "switch-off" { sound with Promises = { promises with Attaches = false } } |> ignore

[<Fact>]
let ``values that do not follow from the seed, or from the seed alone, are noticed`` () =
    let next = ref 0L
    let other =
        { sound with
            Apply =
                fun c backbone _ -> (use g = new torch.Generator(uint64 (Interlocked.Increment next)) in sound.Apply c backbone g) }
    fails "same-seed" other |> ignore
    let stuck =
        { sound with
            Apply = fun c backbone _ -> (use g = new torch.Generator(1UL) in sound.Apply c backbone g) }
    fails "other-seed" stuck |> ignore

[<Fact>]
let ``a draw in inference and a constant in double precision are noticed`` () =
    fails "repeatable" (mine Restless) |> ignore
    fails "dtype" (mine Stiff) |> ignore

[<Fact>]
let ``a tensor that learns without being declared, one that never learns and one that counts passes are noticed`` () =
    fails "declared-gradients" (mine Leaking) |> ignore
    let idle = { mine Idle with ClosedForm = fun c backbone -> sound.ClosedForm c backbone }
    Assert.Contains("idle", (fails "all-move" idle).Counterexample)
    Assert.Contains("spare", (fails "frozen" (mine Counting)).Counterexample)

/// A folder rewritten by `change` after saving.
let private rewriting change (subject: Subject) =
    { subject with
        Save =
            fun c folder backbone before ->
                subject.Save c folder backbone before
                let path = Path.Combine(folder, AdapterFolder.WeightsFile)
                let held =
                    (use file = SafetensorsFile.Open path in [ for e in file.Entries -> struct (e.Name, file.Read e.Name) ])
                SafetensorsWriter.Write(path, (change backbone held: seq<struct (string * torch.Tensor)>)) }

/// Reads what it finds and asks no questions.
let private lenient (subject: Subject) =
    { subject with
        Load =
            fun c folder backbone ->
                use generator = new torch.Generator(1UL)
                subject.Apply c backbone generator
                use file = SafetensorsFile.Open(Path.Combine(folder, AdapterFolder.WeightsFile))
                use _ = torch.no_grad ()
                for struct (name, p) in PeftMethod.Trainable backbone do
                    if file.Contains name && file.Entry(name).Shape = p.shape then
                        p.copy_ (file.Read name) |> ignore }

[<Fact>]
let ``a file of zeros, one with tensors of the backbone and a loader that asks no questions are noticed`` () =
    fails
        "save-load"
        (sound |> rewriting (fun _ held -> held |> Seq.map (fun struct (name, t) -> struct (name, torch.zeros_like t))))
    |> ignore
    let whole =
        sound
        |> rewriting (fun backbone held ->
            Seq.append
                held
                (backbone.Root.named_parameters ()
                 |> Seq.filter (fun struct (_, p) -> not p.requires_grad)
                 |> Seq.map (fun struct (name, p) -> struct (name, p))))
    fails "file-holds" whole |> ignore
    for law in [ "missing-key"; "extra-key"; "mis-shaped-key" ] do
        Assert.Contains("was loaded", (fails law (lenient sound)).Counterexample)

/// A LoRA whose merged weight is twice what it adds.
type private Doubled(inner: Lora.LoraDelta) as this =
    inherit torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>("Doubled")
    do this.register_module ("inner", inner)
    override _.RegisterComponents() = ()
    override _.forward(x, context) = inner.call (x, context)
    interface IMergeable with
        member _.MergeObstacle = null
        member _.DeltaWeight() = inner.DeltaWeight() * (2.0.ToScalar())

[<Fact>]
let ``a merged weight that is not what the update adds is noticed, and merging what must be refused`` () =
    let lora = Laws.onBackbones (Registry.subject "lora")
    let doubled =
        { lora with
            Apply =
                fun c backbone generator ->
                    for p in backbone.Projections do
                        if p.Address.Role = SiteRole.Query then
                            p.Attach(
                                "",
                                new Doubled(
                                    new Lora.LoraDelta(
                                        p.Address.InWidth,
                                        p.Address.OutWidth,
                                        2,
                                        1.0,
                                        0.0,
                                        generator,
                                        Numerics.Placement.Of backbone
                                    )
                                )
                            )
                    for struct (name, p) in backbone.Root.named_parameters () do
                        p.requires_grad <- name.Contains "lora_" }
    Assert.Contains("differs", (fails "merge" doubled).Counterexample)
    fails "merge" { lora with Promises = { lora.Promises with Merging = Refuses } } |> ignore
    fails "merge" { lora with Promises = { lora.Promises with Merging = Nothing } } |> ignore

[<Fact>]
let ``a method that fits no backbone is told why`` () =
    let e =
        Assert.Throws<ArgumentException>(fun () ->
            Subject.families (Subject.ofMethod promises (fun () -> Bottleneck.PfeifferMethod(ReductionFactor = 99))) |> ignore)
    Assert.Contains("leaves no bottleneck", e.Message)

[<Fact>]
let ``every registered method has the laws of the battery`` () =
    for name in PeftMethods.Names do
        let ids = Laws.all |> Laws.forMethod name |> List.map _.Id
        for law in
            [ "closed-form"
              "same-seed"
              "other-seed"
              "switch-off"
              "merge"
              "declared-gradients"
              "all-move"
              "frozen"
              "dtype" ] do
            Assert.Contains($"{name}.{law}", ids)
