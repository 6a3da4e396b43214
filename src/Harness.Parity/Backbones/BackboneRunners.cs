namespace Harness.Parity.Backbones;

/// <summary>The runners of whole backbones.</summary>
internal static class BackboneRunners
{
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        new T5Cases(),
        new BartCases(),
        new Gpt2Cases(),
        new RobertaCases(),
        new RobertaClassifierCases(),
        new VitCases(),
        new ClipVisionCases(),
        new ClipVisionProjectedCases(),
        new VlT5Cases(),
    ];
}
