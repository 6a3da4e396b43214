using Harness.Data.Metrics;

namespace Harness.Runs.Configuration;

/// <summary>
/// Every key of a configuration; defaults are the MixPHM authors'. <see cref="KeyTable"/> makes the documented table of it,
/// <c>./harness run CONFIG --show</c> prints it with values.
/// </summary>
public static class ConfigSchema
{
    /// <summary>Sizes that experiments come in.</summary>
    public static IReadOnlyList<string> Scales { get; } = ["proxy", "full"];

    /// <summary>Keys that every run has, in the order in which they are printed.</summary>
    public static IReadOnlyList<KeySpec> Keys { get; } =
    [
        Choice("paper", null, "paper that the run belongs to", ["mixphm", "routing"]),
        Text("experiment", null, "group of runs, e.g. main"),
        Choice("scale", null, "size of everything", [.. Scales]),
        Text("dataset.name", "stamp-scenes", "data set"),
        Text("dataset.train", "train", "split of train and dev questions"),
        Text("dataset.test", "test", "split that scores are reported on"),
        Whole("dataset.test_limit", 0, "test questions at most; 0 for all", 0),
        Choice("dataset.size", "standard", "size of a data set that is made here", ["quick", "standard"]),
        Whole("dataset.seed", 2303, "seed of a data set that is made here", 0),
        Choice(
            "dataset.regions",
            "embedder",
            "what describes regions: the backbone's embedder, on the data set's boxes or a detector's; or features computed elsewhere, with --data",
            ["embedder", "detector", "features"]
        ),
        Choice(
            "dataset.metric",
            "soft-label",
            "what scores test answers: accepted answers as they stand, the data set's own evaluation, or that of MixPHM's released code",
            [.. AnswerMetric.Names]
        ),
        Text("backbone.name", "vl-t5-small", "frozen model"),
        Text("backbone.weights", "shipped", "shipped, pretrained, published (see --weights), random, or a folder"),
        new(
            "backbone.visual_prefix",
            ValueKind.Flag,
            true,
            "with a vision transformer: whether the picture stands in front of the text as a position of its own"
        ),
        Choice(
            "backbone.vision",
            "pooled",
            "with a vision transformer: what is given of a picture, its pooled vector or the vectors of all patches",
            ["pooled", "patches"]
        ),
        Choice("method.name", null, "tuning method or baseline", [.. MethodCatalog.Names]),
        Whole("train.n_d", null, "training questions or captions", 1, symbol: "N_D"),
        Whole("train.n_dev", 0, "dev questions or captions; 0: as many as n_d", 0),
        Whole("train.seed", null, "seed of sampling and of all streams", 0),
        Whole("train.batch_size", 16, "questions a step", 1),
        Number("train.lr", 5e-3, "peak learning rate", 0),
        Whole("train.epochs", 0, "passes over the training questions; 0: max_steps counts", 0),
        Whole("train.max_steps", 0, "optimiser steps; 0: epochs counts", 0),
        Whole("train.looks", 20, "looks at dev, evenly spaced", 1),
        Whole("train.patience", 0, "looks without improvement before stopping; 0: never", 0),
        Number("train.warmup_ratio", 0.05, "share of the steps with rising learning rate", 0, 1),
        Number("train.weight_decay", 0.01, "decoupled weight decay", 0),
        Number("train.clip", 5.0, "largest joint gradient norm; 0: none", 0),
        Choice(
            "train.optimizer",
            "adamw",
            "adamw: the authors' (epsilon before bias correction); torch-adamw: torch's",
            ["adamw", "torch-adamw"]
        ),
        Number("train.beta1", 0.9, "decay of the first moment", 0, 1, "β₁"),
        Number("train.beta2", 0.999, "decay of the second moment", 0, 1, "β₂"),
        Number("train.epsilon", 1e-6, "added to the root of the second moment", 0, symbol: "ε"),
        Number("train.dropout", 0.1, "dropout of the frozen backbone while tuning", 0, 1),
        Text("train.prompt", "question : {0} <extra_id_0>", "text around a question to VL-T5, which stands for {0}"),
        Text("train.answer_prompt", "{0}", "text around an answer of VL-T5 that is learnt, which stands for {0}"),
        Whole("train.max_question_tokens", 20, "tokens of a question at most", 1),
        Whole("train.max_answer_tokens", 10, "tokens of an answer at most", 1),
        Whole("train.max_decoded_tokens", 0, "tokens that are decoded at most; 0: as many as of an answer", 0),
        Whole("train.eval_batch_size", 256, "questions decoded at a time", 1),
        Whole("train.num_beams", 1, "beams when captions are written; 1: greedy", 1),
    ];

    /// <summary>All keys of a run with this method: the common ones, the method's options after its name.</summary>
    public static IReadOnlyList<KeySpec> For(MethodSpec method)
    {
        var after = Keys.TakeWhile(k => k.Path != "method.name").Count() + 1;
        var name = Keys[after - 1] with { Choices = [.. MethodCatalog.Names] };
        return [.. Keys.Take(after - 1), name, .. method.Options, .. Keys.Skip(after)];
    }

    internal static KeySpec Text(string path, string? value, string meaning) => new(path, ValueKind.Text, value, meaning);

    internal static KeySpec Choice(string path, string? value, string meaning, string[] choices) =>
        new(path, ValueKind.Text, value, meaning) { Choices = choices };

    internal static KeySpec Whole(string path, int? value, string meaning, int minimum, string symbol = "") =>
        new(path, ValueKind.Integer, value, meaning, symbol) { Minimum = minimum };

    internal static KeySpec Number(
        string path,
        double value,
        string meaning,
        double minimum,
        double maximum = double.PositiveInfinity,
        string symbol = ""
    ) => new(path, ValueKind.Number, value, meaning, symbol) { Minimum = minimum, Maximum = maximum };
}
