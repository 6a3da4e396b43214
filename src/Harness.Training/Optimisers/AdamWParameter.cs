using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Optimisers;

/// <summary>A parameter with its moments, all views into its block's buffers, and its own count of steps.</summary>
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

    /// <summary>Places the moments, and the parameter itself where there are <paramref name="values"/>, at an offset of the block's.</summary>
    public void Place(Tensor? values, Tensor means, Tensor squares, long offset)
    {
        Tensor At(Tensor block) => block.narrow(0, offset, Count).view(Parameter.shape);
        (Mean, Square) = (At(means).DetachFromDisposeScope(), At(squares).DetachFromDisposeScope());
        if (values is not null)
            Parameter.set_(At(values));
    }

    public void DisposeViews()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
