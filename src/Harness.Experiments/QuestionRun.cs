using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Metrics;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Training.Tuning;
using Harness.Training.Vqa;

namespace Harness.Experiments;

/// <summary>Runs that answer questions and are scored by the data set's metric.</summary>
internal abstract class QuestionRun(RunConfig config, ExecutionSettings settings)
    : RunTask<Question, Prediction>(config, settings)
{
    private AnswerMetric? metric;

    protected abstract IVqaDataset Data { get; }

    /// <exception cref="UserErrorException">The data set lacks what the metric compares with.</exception>
    protected AnswerMetric Metric => metric ??= AnswerMetric.Named(Config.Dataset.Metric, Data, Config.Dataset.Test);

    protected override (RunResult, IReadOnlyList<Prediction>) Majority(TuningItems<Question> items)
    {
        var (answerer, metric) = (new MajorityAnswer(items.Train), Metric);
        var predictions = items.Test.Select(q => answerer.Answer(q, metric)).ToList();
        return (
            new RunResult
            {
                Score = Prediction.Accuracy(predictions),
                DevScore = Prediction.Accuracy([.. items.Dev.Select(q => answerer.Answer(q, AnswerMetric.SoftLabel))]),
                Predictions = predictions.Select(Line),
            },
            predictions
        );
    }

    protected override PredictionLine Line(Prediction p) =>
        new(
            p.Question.Id,
            p.Question.PictureId,
            p.Question.Form,
            p.Question.AnswerType,
            p.Question.Text,
            p.Question.BestAnswer(),
            p.Answer,
            p.Score
        );

    protected override RunResult Named(RunResult result, IReadOnlyList<Prediction> answers) =>
        result with
        {
            Metric = Metric.Version,
            Dataset = Data.Name,
        };
}
