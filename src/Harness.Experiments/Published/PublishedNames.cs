namespace Harness.Experiments.Published;

/// <summary>Names of the routing paper's published backbones, as <c>backbone.name</c>, by what carries out their runs.</summary>
public static class PublishedNames
{
    /// <summary>ViT and RoBERTa: <see cref="RobertaRunExecutor"/>.</summary>
    public static IReadOnlyList<string> Encoders { get; } = [.. RoutingBackbone.Encoders.Select(b => b.Name)];

    /// <summary>ViT and GPT-2: <see cref="CaptionRunExecutor"/>.</summary>
    public static IReadOnlyList<string> Decoders { get; } = [.. RoutingBackbone.Decoders.Select(b => b.Name)];

    /// <summary>CLIP-BART: <see cref="MultitaskRunExecutor"/>.</summary>
    public static string Joint { get; } = RoutingBackbone.Joint.Name;
}
