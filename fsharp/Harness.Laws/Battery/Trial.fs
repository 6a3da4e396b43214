/// One subject on one case: what the laws of the battery are made of.
module internal Harness.Laws.Battery.Trial

open System
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Laws
open Harness.Laws.Torch
open TorchSharp

type Trial = { Subject: Subject; Case: Case; Family: Family }

/// The bare backbone; equal cases have equal weights.
let bare t = t.Family.Drawn t.Case

/// Attaches the method, its values drawn with the given seed.
let applyWith seed t (model: TinyModel) =
    use generator = new torch.Generator(uint64 seed)
    t.Subject.Apply t.Case model.Backbone generator

let apply t model = applyWith (t.Case.Seed + 2) t model

/// A backbone with the method freshly applied.
let fresh t =
    let model = bare t
    apply t model
    model

let trained (model: TinyModel) = [ for struct (name, p) in PeftMethod.Trainable model.Backbone -> name, p ]

/// Every tensor by name: parameters and buffers.
let tensors (model: TinyModel) =
    [ for struct (name, p) in model.Backbone.Root.named_parameters () -> name, (p :> torch.Tensor)
      for struct (name, b) in model.Backbone.Root.named_buffers () -> name, b ]

/// The numbers of a tensor, in order.
let values (t: torch.Tensor) = t.detach().``to``(torch.float64).contiguous().data<float>().ToArray()

/// Moves every trained parameter by a draw of its own, as training would.
let stir t (model: TinyModel) =
    use _ = torch.no_grad ()
    use generator = new torch.Generator(uint64 (t.Case.Seed + 3))
    for _, p in trained model do
        p.add_ ((torch.randn (p.shape, dtype = Nullable torch.float64, generator = generator)).mul(0.5.ToScalar())) |> ignore

/// A backbone with the method, as if trained.
let tuned t =
    let model = fresh t
    stir t model
    model

let private contextOf t (model: TinyModel) input = new PassContext(RoutingFeature = TinyModel.feature t.Case model.Backbone input)

/// The output for input number 0 in the given kind of pass.
let private outputIn (context: PassContext) (model: TinyModel) =
    use _ = torch.no_grad ()
    Bridge.matrix (model.Forward context 0)

/// Output in inference.
let output t (model: TinyModel) =
    use context = contextOf t model 0
    outputIn context model

/// Output with the adapters switched off.
let outputOff (model: TinyModel) =
    use context = new PassContext(AdaptersOff = true)
    outputIn context model

/// Gradients of a training pass over input number i with the expert given. A weighted sum: plain sums and squares have no gradient
/// behind a normalisation.
let backward t (model: TinyModel) input expert =
    use context =
        new PassContext(
            Training = true,
            Experts = Bridge.always expert,
            RoutingFeature = TinyModel.feature t.Case model.Backbone input
        )
    use generator = new torch.Generator(uint64 (t.Case.Seed + 4 + input))
    let out = model.Forward context input
    (out * torch.randn (out.shape, dtype = Nullable torch.float64, generator = generator)).sum().backward()

let gradient (p: torch.Tensor) =
    match p.grad with
    | null -> None
    | g when g.IsInvalid -> None
    | g -> Some g

/// A law of the subject: one case for every 25 asked for, since each builds a backbone.
let law (subject: Subject) =
    let families = lazy Subject.families subject
    fun item statement (check: Trial -> Finding) ->
        let onCase (c: Case) =
            let all = families.Value
            let t = { Subject = subject; Case = c; Family = all[c?family % all.Length] }
            check t |> Finding.tag t.Family.Name
        Law.over
            $"{subject.Name}.{item}"
            $"{subject.Name}: {statement}"
            "protocol of every method"
            (TinyModel.sizes subject.Families.Length @ subject.Knobs)
            (Bridge.scoped onCase)
        |> Law.costing 25
        |> Law.about [ subject.Name ]
