/// Small models with inputs, all following from a case.
namespace Harness.Laws.Battery

open System
open Harness.Adapters.Sites
open Harness.Laws
open TorchSharp

/// A model of a few hundred numbers and a way to run it.
type TinyModel =
    {
        Backbone: IBackbone
        /// Output [1, T, ·] for input number i; equal cases have equal inputs.
        Forward: PassContext -> int -> torch.Tensor
        /// Takes the method off again; None where only building the model anew does.
        Detach: (unit -> unit) option
    }

    interface IDisposable with
        member this.Dispose() = this.Backbone.Root.Dispose()

/// A kind of small models. Their hidden states have the width 8·w of the case.
type Family =
    {
        Name: string
        /// Float64 weights drawn from the case's seed.
        Drawn: Case -> TinyModel
        /// Shapes only.
        Shapes: Case -> IBackbone
    }

module TinyModel =
    /// Width/8, heads, blocks a stack, and one of so many families by number.
    let sizes families = [ Case.knob "family" 0 (families - 1); Case.knob "w" 1 2; Case.knob "heads" 1 2; Case.knob "layers" 1 2 ]

    /// Element type of a backbone's parameters.
    let dtype (backbone: IBackbone) = (Seq.head (backbone.Root.parameters ())).dtype

    /// Ids [1, count] from 2 up to the vocabulary.
    let ids stream vocabulary count (c: Case) =
        torch.tensor([| for i in 0 .. count - 1 -> 2L + int64 (Case.pick stream i (vocabulary - 2) c) |]).reshape(1L, int64 count)

    /// [1, rows, columns] of thirds, in the backbone's element type.
    let real stream rows columns c backbone =
        let values = Array.init (rows * columns) (fun i -> float (Case.entry stream i c) / 3.0)
        torch.tensor(values, dtype = Nullable torch.float64).reshape(1L, int64 rows, int64 columns).``to``(dtype backbone)

    /// A routing feature [1, 1, d] for input number i.
    let feature (c: Case) (backbone: IBackbone) i = real $"picture{i}" 1 (8 * c?w) c backbone

    /// Softmax over the keys cancels whatever is the same for all of them, so that a bias of the keys has no gradient.
    let cancelled (parameter: string) =
        parameter.EndsWith(".k.bias", StringComparison.Ordinal) || parameter.EndsWith(".key.bias", StringComparison.Ordinal)
