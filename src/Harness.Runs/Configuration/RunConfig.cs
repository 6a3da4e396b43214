namespace Harness.Runs.Configuration;

/// <summary>
/// One run, fully resolved: nothing is left to defaults. Keys are spelled as in the YAML; the table of all keys with their
/// meaning and the papers' symbols is <see cref="ConfigSchema"/>.
/// </summary>
public sealed record RunConfig
{
    /// <summary><c>mixphm</c> or <c>routing</c>.</summary>
    public required string Paper { get; init; }

    /// <summary>The group of runs that this one belongs to, e.g. <c>main</c>.</summary>
    public required string Experiment { get; init; }

    /// <summary><c>proxy</c> or <c>full</c>.</summary>
    public required string Scale { get; init; }

    public required DatasetConfig Dataset { get; init; }

    public required BackboneConfig Backbone { get; init; }

    public required MethodConfig Method { get; init; }

    public required TrainConfig Train { get; init; }
}

/// <summary>Which questions about which pictures.</summary>
public sealed record DatasetConfig
{
    /// <summary><c>stamp-scenes</c>, <c>shapes</c>, …</summary>
    public required string Name { get; init; }

    /// <summary>Split that train and dev questions are drawn from.</summary>
    public required string Train { get; init; }

    /// <summary>Split that scores are reported on.</summary>
    public required string Test { get; init; }

    /// <summary>At most this many test questions (the first ones); 0 for all.</summary>
    public required int TestLimit { get; init; }

    /// <summary><c>quick</c> or <c>standard</c>, for data sets made here.</summary>
    public required string Size { get; init; }

    /// <summary>Seed of the construction, for data sets made here.</summary>
    public required int Seed { get; init; }

    /// <summary>
    /// What describes a picture's regions: <c>embedder</c> (the data set's own boxes, as the region embedder was trained with them) or <c>detector</c>
    /// (NanoDet's boxes on the finished picture), with features of the backbone's region embedder; or <c>features</c>: files of both, computed elsewhere.
    /// </summary>
    public required string Regions { get; init; }

    /// <summary><c>soft-label</c>, <c>official</c> or <c>mixphm</c>: what scores test answers. Dev is scored by soft labels, as in the authors' code.</summary>
    public required string Metric { get; init; }

    /// <summary>What all runs on the data set have in common, whichever splits, regions and score they take.</summary>
    public DatasetConfig Whole() => this with { Train = "", Test = "", TestLimit = 0, Regions = "", Metric = "" };
}

/// <summary>The frozen model.</summary>
public sealed record BackboneConfig
{
    /// <summary>A named configuration, e.g. <c>vl-t5-small</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>shipped</c>, <c>pretrained</c> (made here, cached), <c>published</c>, <c>random</c>, or a folder's path.</summary>
    public required string Weights { get; init; }

    /// <summary>With a vision transformer: whether the picture stands in front of the text as a position of its own.</summary>
    public bool VisualPrefix { get; init; } = true;

    /// <summary>With a vision transformer, what is given of a picture: its <c>pooled</c> vector, or the vectors of all <c>patches</c>.</summary>
    public string Vision { get; init; } = "pooled";
}

/// <summary>A tuning method (or baseline) by name, with every option that it knows.</summary>
public sealed record MethodConfig
{
    public required string Name { get; init; }

    /// <summary>File with a method of one's own; empty for a method of the harness.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>Values are <c>int</c>, <c>double</c>, <c>bool</c> or <c>string</c> (names of choices, lists with commas).</summary>
    public required IReadOnlyDictionary<string, object> Options { get; init; }

    public int Int(string key) => (int)Options[key];

    public double Double(string key) => (double)Options[key];

    public bool Bool(string key) => (bool)Options[key];

    public string Text(string key) => (string)Options[key];
}

/// <summary>The protocol of section 8 of the fact sheet of MixPHM, sizes left open.</summary>
public sealed record TrainConfig
{
    /// <summary>N_D: training questions or captions.</summary>
    public required int NTrain { get; init; }

    /// <summary>Seed of sampling and of every stream of the run.</summary>
    public required int Seed { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Peak learning rate.</summary>
    public required double Lr { get; init; }

    /// <summary>Passes over the training questions; 0 when <see cref="MaxSteps"/> counts instead.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps; 0 when <see cref="Epochs"/> counts instead. Exactly one of the two is positive.</summary>
    public required int MaxSteps { get; init; }

    /// <summary>Looks at dev, evenly spaced; the last one is after the last step.</summary>
    public required int Looks { get; init; }

    /// <summary>Looks without improvement after which training stops; 0 for never.</summary>
    public required int Patience { get; init; }

    /// <summary>Share of the steps in which the learning rate rises from 0; it falls linearly to 0 in the others.</summary>
    public required double WarmupRatio { get; init; }

    public required double WeightDecay { get; init; }

    /// <summary>Largest L2 norm of all gradients together; 0 for none.</summary>
    public required double Clip { get; init; }

    /// <summary><c>adamw</c> (the authors' form: ε before bias correction) or <c>torch-adamw</c>.</summary>
    public required string Optimizer { get; init; }

    public required double Beta1 { get; init; }

    public required double Beta2 { get; init; }

    public required double Epsilon { get; init; }

    /// <summary>Dropout of the frozen backbone while tuning.</summary>
    public required double Dropout { get; init; }

    /// <summary>Text around a question to VL-T5, which stands for <c>{0}</c>.</summary>
    public required string Prompt { get; init; }

    /// <summary>Text around an answer that is learnt, which stands for <c>{0}</c>.</summary>
    public required string AnswerPrompt { get; init; }

    /// <summary>Tokens of a question at most.</summary>
    public required int MaxQuestionTokens { get; init; }

    /// <summary>Tokens of an answer at most.</summary>
    public required int MaxAnswerTokens { get; init; }

    /// <summary>Tokens that are decoded at most; 0: as many as of an answer.</summary>
    public required int MaxDecodedTokens { get; init; }

    /// <summary>Questions decoded at a time.</summary>
    public required int EvalBatchSize { get; init; }

    /// <summary>Dev items; 0 for as many as training has.</summary>
    public required int NDev { get; init; }

    /// <summary>Beams when captions are written; 1 for greedy.</summary>
    public required int NumBeams { get; init; }
}
