using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.PaperFiles;

/// <summary>VQA v2, OK-VQA, GQA or NLVR2 as the papers read them: one or more files a split, pictures beside them, or features computed elsewhere.</summary>
public sealed class PaperQuestions : IVqaDataset
{
    private readonly PaperLayout layout;
    private readonly DataFolder folder;
    private readonly Dictionary<string, Lazy<IReadOnlyList<Question>>> questions;
    private readonly Lazy<string> digest;

    internal PaperQuestions(PaperLayout layout, DataFolder folder)
    {
        (this.layout, this.folder) = (layout, folder);
        // A run needs two splits; the others need not be there.
        questions = layout.Splits.ToDictionary(
            s => s.Key,
            s => new Lazy<IReadOnlyList<Question>>(() => [.. s.Value.SelectMany(f => f.Read(folder, layout))])
        );
        digest = new Lazy<string>(() =>
            FileDigest.Of(
                layout
                    .Splits.Values.SelectMany(f => f)
                    .SelectMany(f => f.Present(folder))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            )
        );
    }

    public string Name => layout.Name;

    public string Version => "1";

    /// <summary>SHA-256 over the question and annotation files that are there; pictures are told by their names.</summary>
    public string Digest => digest.Value;

    public string Provenance => layout.Provenance;

    public DatasetNotes Notes =>
        new(
            [layout.Provenance, layout.How],
            ["Questions and answers are the data set's own, read from the authors' files in their order."],
            ["See the data set's paper."]
        );

    public IReadOnlyList<string> Splits => [.. questions.Keys];

    /// <exception cref="UserErrorException">No such split (2); a file is missing or not of its layout (3).</exception>
    public IReadOnlyList<Question> Questions(string split) =>
        questions.TryGetValue(split, out var list) ? list.Value : throw ((IDataset)this).NoSplit(split);

    /// <summary>The picture; for two, joined by <see cref="PicturePair.Join"/>, both side by side.</summary>
    /// <exception cref="UserErrorException">The picture is missing or cannot be read; exit code 3.</exception>
    public Picture Picture(string pictureId)
    {
        var parts = PicturePair.Parts(pictureId).Select(id => folder.Picture(id, layout.How, layout.PictureFolders)).ToList();
        return parts.Count == 1 ? parts[0] : PicturePair.SideBySide(parts[0], parts[1]);
    }

    public IReadOnlyList<Box> Regions(string pictureId) => GridRegions.Eight;

    public string OneAnswerMetric => layout.OneAnswerMetric;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AnnotatorAnswers(string split)
    {
        var asked = Questions(split);
        var given = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var file in layout.PresentAnnotations(folder))
        {
            foreach (var (id, answers) in OfficialVqaFiles.RawAnswers(file))
                given.TryAdd(id, answers);
            // Most splits are of one file; the other has hundreds of megabytes.
            if (asked.All(q => given.ContainsKey(q.Id)))
                return given;
        }
        throw new BadFileException(
            $"{Name}: {asked.Count(q => !given.ContainsKey(q.Id))} of {asked.Count} questions of {split} have no annotation in {string.Join(", ", layout.PresentAnnotations(folder))}."
        );
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureFiles() => layout.PresentFeatures(folder);
}
