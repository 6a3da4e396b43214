using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.Folders;

/// <summary>Captions of one's own folder; several lines about a picture are its several captions.</summary>
public sealed class OwnCaptions : ICaptionDataset
{
    private readonly string folder;
    private readonly Dictionary<string, List<CaptionedPicture>> captions;

    internal OwnCaptions(string folder, IReadOnlyList<OwnLine> lines)
    {
        this.folder = folder;
        captions = OwnFolder.BySplit([
            .. lines
                .GroupBy(l => l.Picture)
                .Select(g => (g.First(), new CaptionedPicture(g.Key, [.. g.SelectMany(l => l.Texts.Keys)]))),
        ]);
        Digest = OwnFolder.Digest(folder, OwnFolder.CaptionsFile, lines.Select(l => l.Picture).Distinct());
    }

    public string Name => OwnFolder.NameOf(folder);

    public string Version => "1";

    public string Digest { get; }

    public string Provenance => $"your own folder {Name}";

    public DatasetNotes Notes => OwnFolder.Notes(folder);

    public IReadOnlyList<string> Splits => [.. captions.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<CaptionedPicture> Captions(string split) =>
        captions.TryGetValue(split, out var list) ? list : throw ((IDataset)this).NoSplit(split);

    /// <exception cref="UserErrorException">The file cannot be read as a picture.</exception>
    public Picture Picture(string pictureId) => PictureFile.Read(Path.Combine(folder, pictureId));
}
