using Harness.Adapters;
using Harness.Data.Files;
using Harness.Data.Sampling;
using Harness.Runs.Configuration;
using Harness.Training.Optimisers;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>A run's method, options and streams, from its configuration.</summary>
public static class RunSetup
{
    internal const string AdapterWeights = "adapter-weights";

    /// <summary>Root of a run's named streams.</summary>
    public static RandomStream Streams(int seed) => RandomStream.Root(seed).Sub("run");

    /// <summary>Seed of a run's initial weights, which a saved adapter's start is made again from.</summary>
    public static ulong AdapterSeed(int seed) => Streams(seed).Sub(AdapterWeights).NextUInt64() >> 1;

    /// <summary>The first items of a list; all where the limit is 0.</summary>
    internal static IReadOnlyList<T> First<T>(IReadOnlyList<T> items, int limit) => limit > 0 ? [.. items.Take(limit)] : items;

    /// <summary>The run's method; full finetuning for the baselines that run the model.</summary>
    internal static PeftMethod Method(RunConfig config) =>
        config.Method.Name is MethodCatalog.Blind or MethodCatalog.ZeroShot
            ? PeftMethods.Create("full")
            : PeftMethods.Create(
                config.Method.Name,
                config.Method.Options.Select(o => KeyValuePair.Create(o.Key, (object?)o.Value))
            );

    /// <summary>The protocol, for a training set of so many items.</summary>
    internal static FineTuneOptions Options(TrainConfig t, int items)
    {
        var perEpoch = (items + t.BatchSize - 1) / t.BatchSize;
        return new FineTuneOptions
        {
            BatchSize = t.BatchSize,
            Steps = t.MaxSteps > 0 ? t.MaxSteps : t.Epochs * perEpoch,
            Looks = t.Looks,
            Patience = t.Patience,
            WarmupRatio = t.WarmupRatio,
            ClipNorm = t.Clip,
            EvaluationBatch = t.EvalBatchSize,
            MaxQuestionTokens = t.MaxQuestionTokens,
            MaxAnswerTokens = t.MaxAnswerTokens,
            MaxDecodedTokens = t.MaxDecodedTokens,
            Prompt = t.Prompt,
            AnswerPrompt = t.AnswerPrompt,
            Optimiser = new AdamWOptions
            {
                LearningRate = t.Lr,
                Beta1 = t.Beta1,
                Beta2 = t.Beta2,
                Epsilon = t.Epsilon,
                WeightDecay = t.WeightDecay,
                Rule = t.Optimizer == "adamw" ? AdamWRule.Transformers4 : AdamWRule.Torch,
            },
        };
    }
}

/// <summary>Where runs compute.</summary>
internal static class Devices
{
    /// <param name="name"><c>cpu</c>, <c>cuda</c>, or <c>auto</c>: the GPU where torch sees one.</param>
    /// <exception cref="UserErrorException">A GPU was asked for and torch sees none; exit code 3.</exception>
    public static Device Named(string name) =>
        name switch
        {
            "cpu" => CPU,
            _ when cuda.is_available() => CUDA,
            "cuda" => throw new UserErrorException(
                "--device cuda: torch sees no GPU here; ./harness doctor shows what it sees, --device cpu goes without.",
                UserErrorException.Missing
            ),
            _ => CPU,
        };
}
