using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.Folders;

/// <summary>Questions and answers of one's own folder.</summary>
public sealed class OwnQuestions : IVqaDataset
{
    private readonly string folder;
    private readonly Dictionary<string, List<Question>> questions;

    internal OwnQuestions(string folder, IReadOnlyList<OwnLine> lines)
    {
        this.folder = folder;
        questions = OwnFolder.BySplit([.. lines.Select(l => (l, Make(l)))]);
        var ids = new HashSet<string>();
        if (questions.Values.SelectMany(q => q).FirstOrDefault(q => !ids.Add(q.Id)) is { } twice)
            throw new BadFileException($"{Path.Combine(folder, OwnFolder.QuestionsFile)}: id \"{twice.Id}\" occurs twice.");
        Digest = OwnFolder.Digest(folder, OwnFolder.QuestionsFile, lines.Select(l => l.Picture).Distinct());
    }

    public string Name => OwnFolder.NameOf(folder);

    public string Version => "1";

    public string Digest { get; }

    public string Provenance => $"your own folder {Name}";

    public DatasetNotes Notes => OwnFolder.Notes(folder);

    public IReadOnlyList<string> Splits => [.. questions.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<Question> Questions(string split) =>
        questions.TryGetValue(split, out var list) ? list : throw ((IDataset)this).NoSplit(split);

    /// <exception cref="UserErrorException">The file cannot be read as a picture.</exception>
    public Picture Picture(string pictureId) => PictureFile.Read(Path.Combine(folder, pictureId));

    public IReadOnlyList<Box> Regions(string pictureId) => GridRegions.Eight;

    private static Question Make(OwnLine line)
    {
        var best = line.Texts.MaxBy(t => t.Value).Key;
        var type =
            line.Type
            ?? (
                best is "yes" or "no" ? "yes/no"
                : double.TryParse(best, CultureInfo.InvariantCulture, out _) ? "number"
                : "other"
            );
        return new Question(
            line.Id ?? string.Create(CultureInfo.InvariantCulture, $"line-{line.Number:D6}"),
            line.Picture,
            line.Question,
            type,
            type,
            line.Texts
        );
    }
}
