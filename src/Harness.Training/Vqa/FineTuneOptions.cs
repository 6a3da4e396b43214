using Harness.Training.Optimisers;

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

    /// <summary>L2 norm to which the joint gradient is clipped; 0: never.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Questions decoded at a time.</summary>
    public int EvaluationBatch { get; init; } = 256;

    /// <summary>Tokens of a question at most, the end token included.</summary>
    public int MaxQuestionTokens { get; init; } = 20;

    /// <summary>Tokens of an answer at most, the end token included.</summary>
    public int MaxAnswerTokens { get; init; } = 10;

    /// <summary>Tokens that are decoded at most; 0: as many as of an answer.</summary>
    public int MaxDecodedTokens { get; init; }

    /// <summary>Text around a question, which stands for {0}. The authors' is <c>vqa: {0}</c>.</summary>
    public string Prompt { get; init; } = "vqa: {0}";

    /// <summary>Text around an answer that is learnt, which stands for {0}.</summary>
    public string AnswerPrompt { get; init; } = "{0}";

    /// <summary>What the model is asked.</summary>
    public string Asked(string question) => Prompt.Replace("{0}", question);

    /// <summary>What it learns to say.</summary>
    public string Answered(string answer) => AnswerPrompt.Replace("{0}", answer);

    internal int DecodedTokens => MaxDecodedTokens > 0 ? MaxDecodedTokens : MaxAnswerTokens;
}
