/// Who is put through the battery: a method, the sizes that it is tried with, and what it promises beyond what every method must keep.
namespace Harness.Laws.Battery

open System
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.Saving
open Harness.Laws
open TorchSharp

/// What becomes of a method's update when its projections are asked to merge it.
type Merging =
    /// It goes into the weight; the output stays.
    | Folds
    /// It depends on more than the input, so merging is refused with the reason.
    | Refuses
    /// It is not an update of a weight, so there is nothing to merge.
    | Nothing

type Promises =
    {
        /// A fresh method changes no output.
        IdentityAtStart: bool
        /// It attaches modules, which `AdaptersOff` takes out of the pass.
        Attaches: bool
        Merging: Merging
        /// Initial values are drawn, so that another seed gives others.
        Draws: bool
        /// Most dimensions that the updates of many tokens at one site can span around a constant; None: no bound below the width.
        UpdateRank: (Case -> SiteAddress -> int) option
    }

    /// What a new adapter at hidden sites can be assumed to do: draw its values, be switched off, have nothing to merge.
    static member Adapter = { IdentityAtStart = false; Attaches = true; Merging = Nothing; Draws = true; UpdateRank = None }

    /// What a method itself says; it has nothing to merge, and no bound of its rank is known.
    static member Of(said: MethodPromises) =
        { Promises.Adapter with
            IdentityAtStart = said.IdentityAtStart
            Draws = said.Draws
            Attaches = said.Attaches }

/// <remarks>
/// `Subject.ofMethod (fun () -> MyMethod())` makes one from any `PeftMethod`, `Subject.ofModule` from a function that builds a module.
/// Every part can be replaced: `{ subject with ClosedForm = … }`.
/// </remarks>
type Subject =
    {
        /// As in configurations; laws are called `NAME.law`.
        Name: string
        /// Sizes of its own that cases draw beside the backbone's.
        Knobs: Knob list
        /// The configuration for a case.
        Method: Case -> PeftMethod
        /// Attaches it and freezes the rest; initial values come from the generator.
        Apply: Case -> IBackbone -> torch.Generator -> unit
        /// Trained numbers by formula, from widths alone.
        ClosedForm: Case -> IBackbone -> int64
        /// Writes a folder with the adapter of a backbone that was of this kind before.
        Save: Case -> string -> IBackbone -> BaseModel -> unit
        /// Reads such a folder onto a bare backbone, or throws a CheckpointException that says what is wrong.
        Load: Case -> string -> IBackbone -> unit
        Promises: Promises
        /// What it is tried on, as far as it fits.
        Families: Family list
    }

module Subject =
    /// A subject whose configuration follows from the case.
    let ofCases name knobs promises (make: Case -> PeftMethod) =
        { Name = name
          Knobs = knobs
          Method = make
          Apply = fun c backbone generator -> (make c).Apply(backbone, generator)
          ClosedForm = fun c backbone -> (make c).ClosedForm backbone
          Save = fun c folder backbone before -> AdapterFolder.Save(folder, backbone, make c, before)
          Load = fun c folder backbone -> AdapterFolder.Load(folder, backbone, make c) |> ignore
          Promises = promises
          Families = OwnModels.families }

    /// Any method; `promises` say which of the optional laws it answers to, e.g. `{ Promises.Adapter with IdentityAtStart = true }`.
    let ofMethod promises (make: unit -> PeftMethod) = ofCases (make ()).Name [] promises (fun _ -> make ())

    /// An adapter module for one hidden site after each feed-forward sub-layer, given by a function that builds it and its count.
    /// <param name="build">The module h [B, L, d] → [B, L, d] for a site, its inner residual included.</param>
    /// <param name="parameters">Trained numbers for a site.</param>
    let ofModule
        name
        promises
        (build: SiteAddress -> torch.Generator -> Numerics.Placement -> torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>)
        (parameters: SiteAddress -> int64)
        =
        ofMethod promises (fun () -> ModuleMethod(name, build, parameters))

    /// The families that it fits at its smallest sizes.
    let families (subject: Subject) =
        let least =
            { Sizes = TinyModel.sizes subject.Families.Length @ subject.Knobs |> List.map (fun k -> k.Name, k.Least)
              Spread = 3
              Seed = 0 }
        let problems family =
            use _ = torch.NewDisposeScope()
            (subject.Method least).Validate(family.Shapes least)
        match subject.Families |> List.filter (fun family -> (problems family).Count = 0) with
        | [] ->
            invalidArg
                (nameof subject)
                $"""{subject.Name} fits no model of width 8: {String.concat " " (problems subject.Families.Head)}"""
        | some -> some
