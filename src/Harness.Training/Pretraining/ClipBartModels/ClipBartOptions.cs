using Harness.Training.Optimisers;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>Settings of both parts' pre-training: two to three minutes each on one idle core.</summary>
public sealed record ClipBartOptions
{
    public LoopOptions Vision { get; init; } =
        new()
        {
            Seed = 2403,
            Steps = 500,
            BatchSize = 32,
            ClipNorm = 5,
            LookEvery = 100,
            Optimiser = Rate(3e-3) with { Beta2 = 0.999 },
        };

    public LoopOptions Language { get; init; } =
        new()
        {
            Seed = 2112,
            Steps = 600,
            LookEvery = 200,
            Optimiser = Rate(1.5e-3),
        };

    /// <summary>Pictures that the tower revisits.</summary>
    public int Pictures { get; init; } = 4_000;

    /// <summary>Divides the cosines of pictures and sentences (CLIP's first value).</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>Share of a text's words that spans hide.</summary>
    public double Hidden { get; init; } = 0.25;

    /// <summary>Chance that a word on which a sentence turns is hidden besides.</summary>
    public double HiddenTurn { get; init; } = 0.5;

    /// <summary>Held-out scenes for the tower's scores, and held-out documents for BART's.</summary>
    public int HeldOut { get; init; } = 512;

    private static AdamWOptions Rate(double rate) => new LoopOptions().Optimiser with { LearningRate = rate };
}
