/// An adapter as a user would write it, with flaws to choose from.
namespace Harness.Laws.Tests.Battery

open System
open Harness.Adapters.Sites
open Harness.Adapters.Bottleneck
open Harness.Adapters.Numerics
open TorchSharp

type Flaw =
    | Sound
    /// Declares a parameter that nothing reads.
    | Idle
    /// Draws at every pass.
    | Restless
    /// Keeps a constant of its own in double precision.
    | Stiff
    /// Counts its passes in a buffer.
    | Counting
    /// Lets a buffer learn that it does not declare.
    | Leaking
    /// Ends in one dimension more than it says.
    | Wide

/// h + up(gelu(down(h))), bottleneck d/2.
type Mine(site: SiteAddress, generator: torch.Generator, at: Placement, flaw: Flaw) as this =
    inherit torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>("Mine")
    let width = site.OutWidth
    let down = LinearLayer.Draw(width, width / 2L, generator, at)
    let up = LinearLayer.Draw(width / 2L, width, generator, at)
    let spare = torch.zeros ([| width |], dtype = Nullable at.Dtype, device = at.Device)

    do
        this.register_module ("down", down)
        this.register_module ("up", up)
        match flaw with
        | Idle -> this.register_parameter ("idle", new Modules.Parameter(spare))
        | Counting
        | Leaking ->
            let kept = spare.DetachFromDisposeScope()
            if flaw = Leaking then
                kept.requires_grad <- true
            this.register_buffer ("spare", kept)
        | _ -> ()

    static member Parameters(site: SiteAddress) = 2L * site.OutWidth * (site.OutWidth / 2L) + site.OutWidth / 2L + site.OutWidth

    override _.RegisterComponents() = ()

    override this.forward(h, _) =
        let branch = up.call (torch.nn.functional.gelu (down.call h))
        let out = h + branch
        match flaw with
        | Restless -> out + (torch.rand_like out)
        | Stiff ->
            out + torch.ones ([| width |], dtype = Nullable torch.float64)
            |> fun x -> x.``to``(torch.float64).matmul(torch.eye (width, dtype = Nullable torch.float64))
        | Counting ->
            use _ = torch.no_grad ()
            (nonNull (this.get_buffer "spare")).add_(1.0.ToScalar()) |> ignore
            out
        | Leaking -> out + nonNull (this.get_buffer "spare")
        | Wide -> out + h.narrow (-1, 0L, 1L) * torch.arange (width, dtype = Nullable torch.float64)
        | _ -> out
