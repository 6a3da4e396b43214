/// Between plain matrices and tensors. Everything is float64 on the processor: the laws are about formulas, not rounding.
module Harness.Laws.Torch.Bridge

open System
open Harness.Adapters.Sites
open Harness.Adapters.Numerics
open Harness.Laws.Matrix
open TorchSharp

/// A module that holds parameters and computes nothing: where a shared rule lives.
type Owner() =
    inherit torch.nn.Module("owner")

let placement = Placement(torch.float64, torch.CPU)

/// [m, n].
let tensor (m: Matrix) : torch.Tensor =
    torch.tensor(Seq.cast<float> m |> Array.ofSeq, dtype = Nullable torch.float64).reshape(int64 (rows m), int64 (columns m))

/// k × [m, n] → [k, m, n].
let stack (ms: Matrix list) : torch.Tensor =
    let flat = ms |> Seq.collect Seq.cast<float> |> Array.ofSeq
    torch.tensor(flat, dtype = Nullable torch.float64).reshape(int64 ms.Length, int64 (rows ms.Head), int64 (columns ms.Head))

/// The last two dimensions of a tensor whose other dimensions are 1.
let matrix (t: torch.Tensor) : Matrix =
    let shape = t.shape
    let rows, columns = int shape[shape.Length - 2], int shape[shape.Length - 1]
    let flat = t.detach().``to``(torch.float64).contiguous().data<float>().ToArray()
    Array2D.init rows columns (fun i j -> flat[i * columns + j])

/// Sets a named parameter of a module.
let assign (owner: torch.nn.Module) name (value: torch.Tensor) =
    use _ = torch.no_grad ()
    (nonNull (owner.get_parameter name)).copy_ value |> ignore

/// Fills every parameter with whole numbers from the case's streams, one stream a name.
let fill prefix (owner: torch.nn.Module) case =
    use _ = torch.no_grad ()
    for struct (name, p) in owner.named_parameters () do
        let count = int (p.numel ())
        let values = Array.init count (fun i -> float (Harness.Laws.Case.entry (prefix + name) i case))
        p.copy_ (torch.tensor(values, dtype = Nullable torch.float64).reshape p.shape) |> ignore

/// Runs a check with every tensor released afterwards.
let scoped (check: Harness.Laws.Case -> Harness.Laws.Finding) case =
    use _ = torch.NewDisposeScope()
    check case

/// An expert source that always names the same expert.
let always expert =
    { new IExpertDraw with
        member _.Next count = expert % count }

/// Training without dropout, with the expert given.
let training expert = new PassContext(Training = true, Experts = always expert)

/// A site of its own, outside any backbone.
let site width = SiteAddress("site", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, int64 width, int64 width)

/// Numbers in all parameters, each tensor once.
let count (owner: torch.nn.Module) = owner.parameters () |> Seq.sumBy (fun p -> p.numel ())
