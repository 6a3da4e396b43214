using static TorchSharp.torch;

namespace Harness.Adapters.Sites;

/// <summary>A delta that may be folded into the weight of the projection that carries it.</summary>
public interface IMergeable
{
    /// <summary>Why folding is impossible (the update depends on the input, say); null when it is possible.</summary>
    string? MergeObstacle { get; }

    /// <summary>ΔW [out, in], scaling included.</summary>
    Tensor DeltaWeight();
}
