using Harness.Training.Optimisers;

namespace Harness.Training.Pretraining;

/// <summary>
/// Pre-training of the small VL-T5. Defaults are the measured settings under which it learns on two cores
/// (width 96: rates of 3e-3 are too high, bare answers as targets and dense helpers are what make it start).
/// </summary>
public sealed record PretrainOptions
{
    public ulong Seed { get; init; } = 2303;

    /// <summary>Scenes whose regions are embedded once and revisited.</summary>
    public int PoolScenes { get; init; } = 12_000;

    public int Steps { get; init; } = 16_000;

    /// <summary>
    /// Steps at the beginning that speak mostly of where things stand to each other, always with a picture. Mixed with all else from the start, what only
    /// two places together answer stays at chance for as long as has been tried (16,000 steps); learnt first, it stays.
    /// </summary>
    public int FirstSteps { get; init; } = 2_500;

    public int BatchSize { get; init; } = 32;

    /// <summary>Share of batches that are read without pictures.</summary>
    public double TextShare { get; init; } = 0.375;

    public ObjectiveMix Mix { get; init; } = new();

    public AdamWOptions Optimiser { get; init; } =
        new()
        {
            LearningRate = 1.2e-3,
            Beta2 = 0.98,
            Epsilon = 1e-8,
            WeightDecay = 0.01,
            Rule = AdamWRule.Torch,
        };

    public double WarmupRatio { get; init; } = 0.05;

    public double ClipNorm { get; init; } = 1;

    /// <summary>Weight of the cross-entropy at every slot position of the encoder.</summary>
    public double SlotHelper { get; init; } = 1;

    /// <summary>Weight of saying, at every name of a text, where the thing stands and how big it is (grounding): without it no name is ever looked up.</summary>
    public double PlaceHelper { get; init; } = 1;

    /// <summary>Weight of saying, at a name whose sentence names another thing, on which side of it and at which height it stands.</summary>
    public double RelationHelper { get; init; } = 1;

    /// <summary>Weight of naming the shown object at every region position of the encoder.</summary>
    public double RegionHelper { get; init; } = 1;

    public int LookEvery { get; init; } = 1_000;

    /// <summary>Held-out scenes for the scores by statement kind.</summary>
    public int HeldOutScenes { get; init; } = 400;
}
