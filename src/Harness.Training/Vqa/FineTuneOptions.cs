namespace Harness.Training.Vqa;

/// <summary>
/// The low-resource protocol of MixPHM (facts: AdamW with warm-up and linear decay, batch 16, clip 5, dev looks with patience,
/// best checkpoint by dev, greedy decoding). Defaults are the authors' values; scales override steps and looks.
/// </summary>
public sealed record FineTuneOptions
{
    public int BatchSize { get; init; } = 16;

    /// <summary>Optimiser steps at most. The authors give epochs: steps = epochs · ⌈N_D / batch⌉.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Looks at dev, evenly spaced, the last one after the last step (the authors: every ten epochs, a hundred looks).</summary>
    public int Looks { get; init; } = 100;

    /// <summary>Looks without improvement before stopping, 0 for never; counting starts after the first non-zero dev score.</summary>
    public int Patience { get; init; } = 20;

    public AdamWOptions Optimiser { get; init; } = new();

    public double WarmupRatio { get; init; } = 0.05;

    /// <summary>L2 norm to which the joint gradient is clipped.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Dropout of the backbone while training (0.1 in T5), applied also where it is frozen.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Weight w of the redundancy regulariser (0.2); null trains without it.</summary>
    public double? RedundancyWeight { get; init; }

    /// <summary>Questions decoded at a time.</summary>
    public int EvaluationBatch { get; init; } = 256;

    /// <summary>Decoded tokens at most.</summary>
    public int MaxAnswerTokens { get; init; } = 4;

    /// <summary>Text before and after a question; the slot asks in the way pre-training did.</summary>
    public string Prompt { get; init; } = "vqa : {0} <extra_id_0>";
}
