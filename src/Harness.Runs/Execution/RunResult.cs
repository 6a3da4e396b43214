namespace Harness.Runs.Execution;

/// <summary>What one run found. Scores are percentages; a measure without a best (CIDEr-D) may exceed 100.</summary>
public sealed record RunResult
{
    /// <summary>Test score of the checkpoint that was best on dev.</summary>
    public required double Score { get; init; }

    /// <summary>Best dev score; null for a method that never looks at dev.</summary>
    public double? DevScore { get; init; }

    /// <summary>Test score of the last weights; null where there was no training.</summary>
    public double? ScoreLast { get; init; }

    /// <summary>Step of the best checkpoint.</summary>
    public int BestStep { get; init; }

    /// <summary>Steps actually made (fewer than planned after early stopping).</summary>
    public int Steps { get; init; }

    /// <summary>Trained numbers.</summary>
    public long Trainable { get; init; }

    /// <summary>Numbers of the pre-trained backbone alone, the denominator of the percentage.</summary>
    public long Total { get; init; }

    /// <summary>Name of the data that was really used, where a substitute took its place; null for the configured one.</summary>
    public string? Dataset { get; init; }

    /// <summary>Name and version of what the scores are measured with; empty where nobody said.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Further measures of the test answers by name, e.g. <c>BLEU-4</c>, in %; empty where the score says all.</summary>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = new Dictionary<string, double>();

    /// <summary>One line a look at dev, oldest first.</summary>
    public IReadOnlyList<MetricLine> Metrics { get; init; } = [];

    /// <summary>Every test question with the best checkpoint's answer; enumerated once.</summary>
    public IEnumerable<PredictionLine> Predictions { get; init; } = [];

    /// <summary>Name of the adapter file inside the run folder; null where nothing was saved.</summary>
    public string? AdapterFile { get; init; }

    /// <summary>What was spent on this run before it went on from a checkpoint; null for a run made in one go.</summary>
    public ResumedWork? Resumed { get; init; }

    /// <summary>Where each random stream of the run began: its path below the root seed, and its first state in hexadecimal digits.</summary>
    public IReadOnlyDictionary<string, string> Streams { get; init; } = new Dictionary<string, string>();

    /// <summary><c>bitwise</c> (same machine, same threads: same bits) or <c>statistical</c> (several threads, a GPU, or resumed on another machine).</summary>
    public string Determinism { get; init; } = "bitwise";
}

/// <summary>Work on a run before its last attempt began; what came after the last checkpoint of an attempt is lost and not counted.</summary>
/// <param name="Times">How often the run was taken up again.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="CpuSeconds">Processor time.</param>
public sealed record ResumedWork(int Times, double Seconds, double CpuSeconds);

/// <summary>A line of <c>metrics.jsonl</c>.</summary>
/// <param name="Loss">Mean training loss since the line before.</param>
/// <param name="DevScore">Dev score in %; null where this line is not a look at dev.</param>
/// <param name="Lr">Learning rate of the last step.</param>
/// <param name="Seconds">Wall time since the run began.</param>
public sealed record MetricLine(int Step, double Loss, double? DevScore, double Lr, double Seconds);

/// <summary>A line of <c>predictions.jsonl</c>.</summary>
/// <param name="Answer">The best accepted answer.</param>
/// <param name="Prediction">Decoded text, raw.</param>
/// <param name="Correct">Soft score in [0, 1].</param>
public sealed record PredictionLine(
    string QuestionId,
    string PictureId,
    string Form,
    string AnswerType,
    string Question,
    string Answer,
    string Prediction,
    double Correct
);
