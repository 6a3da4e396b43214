using TorchSharp.Modules;

namespace Harness.Adapters.Sites;

/// <summary>Something that can be given a trainable bias (BitFit).</summary>
public interface IBiasable
{
    SiteAddress Address { get; }

    Parameter? Bias { get; }

    /// <summary>Adds a zero bias where there is none; a bias that exists is left alone.</summary>
    void AddBias();

    /// <summary>Takes off what <see cref="AddBias"/> added; a published bias stays.</summary>
    void RemoveAddedBias();
}
