using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Full;

/// <summary>
/// Full finetuning: every parameter of the backbone trains and nothing is attached.
/// Paper: the reference row of MixPHM, arXiv 2303.01239, table 1.   Differs from the authors' code: no.
/// Parameters: all of the backbone's.
/// </summary>
public sealed record FullFinetuning : PeftMethod
{
    public override string Name => "full";

    /// <summary>The backbone's own formula, or the sum over its parameters' shapes where it has none.</summary>
    public override long ClosedForm(IBackbone backbone) =>
        backbone.ClosedFormTotal ?? backbone.Root.parameters().Sum(p => p.numel());

    protected override void Attach(IBackbone backbone, Generator generator) { }

    protected override Func<string, bool> Trains(IBackbone backbone) => _ => true;
}
