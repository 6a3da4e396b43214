/// The battery on models of a user's own, of five unlike shapes: every method that fits them keeps every law, and every law notices a defect.
module Harness.Laws.Tests.Battery.OwnModelTests

open System
open System.Collections.Generic
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.AnyModel
open Harness.Adapters.Lora
open Harness.Laws
open Harness.Laws.Battery
open Harness.Laws.Tests
open TorchSharp
open Xunit

/// LoRA on everything that it goes onto: linear maps, an embedding and a convolution, one at least in every shape.
let private everywhere =
    let make (c: Case) : PeftMethod = LoraMethod(R = c?r, TargetModules = [| "^(.*\\.)?(query|value|words|conv)" |])
    let promises = { Promises.Adapter with IdentityAtStart = true; Merging = Folds }
    let untied = OwnModels.families |> List.filter (fun family -> family.Name <> "tied")
    { Subject.ofCases "lora" [ Case.knob "r" 1 3 ] promises make with Families = untied }

/// Methods whose usual places are those of attention too, behind the named submodules alone.
let private behind name size =
    let options: (string * (obj | null)) list = [ "target_sites", box [ "after_feed_forward" ]; size, box 2 ]
    let make (_: Case) = PeftMethods.Create(name, [ for key, value in options -> KeyValuePair(key, value) ])
    Subject.ofCases name [] Promises.Adapter make

let private methods =
    [ "full"; "bitfit"; "lora"; "pfeiffer"; "low_rank_adapter"; "adamix"; "compacter"; "mixphm"; "routing_lora" ]
    |> List.map Registry.subject
    |> List.append [ behind "houlsby" "reduction_factor"; behind "routing_adapter" "r" ]

[<Fact>]
let ``every method keeps every law on each of the five shapes`` () =
    for subject in everywhere :: methods do
        let shapes = Subject.families subject
        Assert.Equal((if Object.ReferenceEquals(subject, everywhere) then 4 else 5), shapes.Length)
        for shape in shapes do
            Check.allPass 25 (Battery.laws { subject with Families = [ shape ] })

/// The law fails on each of the shapes named, and says so with a case.
let private fails law shapes (subject: Subject) =
    for shape in shapes do
        let families = subject.Families |> List.filter (fun (f: Family) -> f.Name = shape)
        Check.fails $"{subject.Name}.{law}" (Battery.laws { subject with Families = families }) |> ignore

let private all = OwnModels.families |> List.map _.Name

/// Models with something done to them.
let private changed change (subject: Subject) =
    { subject with
        Families = subject.Families |> List.map (fun f -> { f with Drawn = fun c -> change (f.Drawn c) }) }

let private pfeiffer = Registry.subject "pfeiffer"
let private lora = Registry.subject "lora"

[<Fact>]
let ``an adapter that stays in the pass, and one that never was in it, are noticed`` () =
    // Passes that never switch adapters off, and hooks that are gone before the method comes.
    let on (model: TinyModel) =
        { model with
            Forward = fun context i -> model.Forward (new PassContext(Training = context.Training, Experts = context.Experts)) i }
    pfeiffer |> changed on |> fails "switch-off" all
    let deaf (model: TinyModel) =
        model.Detach.Value()
        model
    lora |> changed deaf |> fails "all-move" all

[<Fact>]
let ``an adapter that leaves something behind is noticed`` () =
    let forgetful (model: TinyModel) =
        let detach () =
            model.Detach.Value()
            model.Backbone.Root.register_module ("left", torch.nn.ReLU())
            model.Backbone.Root.register_buffer ("over", torch.zeros (1L))
        { model with Detach = Some detach }
    pfeiffer |> changed forgetful |> fails "taken-off" [ "shared"; "tuple"; "tied"; "list" ]
    let clinging (model: TinyModel) = { model with Detach = Some ignore }
    lora |> changed clinging |> fails "taken-off" all

[<Fact>]
let ``a weight of the model that moves, and a count that misses a layer, are noticed`` () =
    let afterwards act (subject: Subject) =
        { subject with
            Apply =
                fun c backbone generator ->
                    (subject.Apply c backbone generator
                     act backbone) }
    let first (backbone: IBackbone) = Seq.head (backbone.Root.parameters ())
    pfeiffer |> afterwards (fun backbone -> (first backbone).requires_grad <- true) |> fails "closed-form" all
    let nudge backbone = (use _ = torch.no_grad () in (first backbone).add_(0.1.ToScalar()) |> ignore)
    lora |> afterwards nudge |> fails "identity-at-start" all
    { pfeiffer with ClosedForm = fun c backbone -> pfeiffer.ClosedForm c backbone - 1L } |> fails "closed-form" all

[<Fact>]
let ``a tied weight does not take an update in`` () =
    let tied = OwnModels.families |> List.filter (fun family -> family.Name = "tied")
    let r = Check.fails "lora.merge" (Battery.laws { everywhere with Families = tied })
    Assert.Contains("shares its weight with head", r.Counterexample)
