using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Data.Regions;

namespace Harness.Data;

/// <summary>A question about a picture.</summary>
/// <param name="Id">Unique within the data set.</param>
/// <param name="Form">The template it was made from, e.g. <c>count-category</c>; empty where unknown.</param>
/// <param name="AnswerType"><c>yes/no</c>, <c>number</c> or <c>other</c>.</param>
/// <param name="Answers">Soft score of each accepted answer, in (0, 1].</param>
public sealed record Question(
    string Id,
    string PictureId,
    string Text,
    string Form,
    string AnswerType,
    IReadOnlyDictionary<string, double> Answers
)
{
    /// <summary>The answer with the highest soft score, the first of equals; empty where the question has none.</summary>
    public string BestAnswer() => Answers.Count == 0 ? "" : Answers.MaxBy(a => a.Value).Key;
}

/// <summary>Pictures with questions or captions, in splits.</summary>
public interface IDataset
{
    string Name { get; }

    /// <summary>Version of the construction rules; changes whenever any picture or text would.</summary>
    string Version { get; }

    /// <summary>SHA-256 over everything that decides the data (sources, seed, version).</summary>
    string Digest { get; }

    /// <summary>Where pictures come from, in a sentence for reports (source, licence).</summary>
    string Provenance { get; }

    /// <summary>What the data card says beyond counts.</summary>
    DatasetNotes Notes { get; }

    /// <summary>Names of the splits, e.g. train, test, test-heldout.</summary>
    IReadOnlyList<string> Splits { get; }

    Picture Picture(string pictureId);

    /// <summary>What is said to somebody who asks for a split that is not there; exit code 2.</summary>
    UserErrorException NoSplit(string split) =>
        new($"{Name} has no split '{split}'; it has {string.Join(", ", Splits)}.", UserErrorException.BadUsage);
}

/// <summary>A visual question answering data set: splits of questions over pictures with a fixed number of regions each.</summary>
public interface IVqaDataset : IDataset
{
    /// <exception cref="ArgumentException">No such split; the message names those that exist.</exception>
    IReadOnlyList<Question> Questions(string split);

    /// <summary>The boxes of a picture: the same number for every picture, so that the number tells nothing.</summary>
    IReadOnlyList<Box> Regions(string pictureId);

    /// <summary>Name and version of the evaluation that compares with a question's one answer (GQA's, NLVR2's); empty where several annotators answered.</summary>
    string OneAnswerMetric => "";

    /// <summary>What the annotators said, raw, by question: what the official evaluation compares with.</summary>
    /// <exception cref="UserErrorException">There were none (2), or their file is missing (3).</exception>
    IReadOnlyDictionary<string, IReadOnlyList<string>> AnnotatorAnswers(string split) =>
        throw new UserErrorException(
            $"{Name} has no answers of several annotators; dataset.metric must be soft-label.",
            UserErrorException.BadUsage
        );

    /// <summary>The files of region features computed elsewhere (<see cref="IRegionFile"/>) that lie with the data.</summary>
    /// <exception cref="UserErrorException">There are none: the data set has pictures alone (2), or the files are missing (3).</exception>
    IReadOnlyList<string> FeatureFiles() =>
        throw new UserErrorException(
            $"{Name} comes with pictures, not with region features; dataset.regions must be embedder or detector.",
            UserErrorException.BadUsage
        );
}

/// <summary>A picture with its captions.</summary>
/// <param name="Texts">One or more, raw.</param>
/// <param name="Form">Where the captions come from, e.g. <c>genuine</c> or <c>templated</c>.</param>
public sealed record CaptionedPicture(string PictureId, IReadOnlyList<string> Texts, string Form = "genuine");

/// <summary>A captioning data set.</summary>
public interface ICaptionDataset : IDataset
{
    /// <exception cref="ArgumentException">No such split; the message names those that exist.</exception>
    IReadOnlyList<CaptionedPicture> Captions(string split);
}
