using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training;

/// <summary>A parameter with its moments, which are views into its block's, and its own count of steps.</summary>
internal sealed class AdamWParameter(string name, Parameter parameter, bool decays)
{
    public string Name { get; } = name;

    public Parameter Parameter { get; } = parameter;

    public bool Decays { get; } = decays;

    public long Count { get; } = parameter.numel();

    public long Steps { get; set; }

    /// <summary>First moment, of the parameter's shape.</summary>
    public Tensor Mean { get; private set; } = null!;

    /// <summary>Second moment, of the parameter's shape.</summary>
    public Tensor Square { get; private set; } = null!;

    /// <summary>Places the moments at an offset of the block's.</summary>
    public void Place(Tensor means, Tensor squares, long offset)
    {
        Tensor At(Tensor block) => block.narrow(0, offset, Count).view(Parameter.shape).DetachFromDisposeScope();
        (Mean, Square) = (At(means), At(squares));
    }

    public void DisposeViews()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
