using Harness.FullScale.Fetching;

namespace Harness.FullScale.Files;

/// <summary>Which of the two folders a file belongs in.</summary>
public enum Shelf
{
    /// <summary><c>--data</c>.</summary>
    Data,

    /// <summary><c>--weights</c>.</summary>
    Weights,
}

/// <summary>A file or folder that runs of full scale read.</summary>
/// <param name="Place">Below its shelf; a folder ends with <c>/</c>.</param>
/// <param name="Papers">Papers whose runs read it, or whose other files are made from it.</param>
/// <param name="Bytes">About how many it takes; for the room on disk alone.</param>
/// <param name="Sources">The first that gives it counts.</param>
public sealed record FullFile(
    Shelf Shelf,
    string Place,
    IReadOnlyList<string> Papers,
    string Licence,
    long Bytes,
    params IReadOnlyList<FileSource> Sources
)
{
    public bool IsFolder => Place.EndsWith('/');

    /// <summary>Where it lies.</summary>
    public string In(Folders folders) => Path.Combine(folders.Of(Shelf), Place.TrimEnd('/'));
}

/// <summary>Where the papers' files and published weights lie.</summary>
public sealed record Folders(string Data, string Weights)
{
    public string Of(Shelf shelf) => shelf == Shelf.Data ? Data : Weights;
}

/// <summary>Where a file comes from.</summary>
/// <param name="Stated">Public pages on which address, size and digest stand.</param>
public abstract record FileSource(string Stated);

/// <summary>A file that is served as it is read.</summary>
public sealed record Direct(Download Download, string Stated) : FileSource(Stated);

/// <summary>An archive that is served, unpacked and deleted.</summary>
/// <param name="Bytes">About how many it has.</param>
public sealed record Archive(Download Download, long Bytes, string Stated)
{
    /// <summary>Its place while it is needed, in the folder of data.</summary>
    public string In(Folders folders) => Path.Combine(folders.Data, "archives", Download.FileName);
}

/// <summary>A file of an archive, or a folder with everything below it.</summary>
public sealed record Unpacked(Archive Archive, string Inside) : FileSource(Archive.Stated);

/// <summary>A file that is made from others.</summary>
/// <param name="From">Places of other files of the list, in the folder of data.</param>
/// <param name="Archives">Read where they lie.</param>
/// <param name="How">What it is, and how it may differ from the authors' own.</param>
/// <param name="Make">Gets folders and the path to write.</param>
public sealed record Converted(
    IReadOnlyList<string> From,
    IReadOnlyList<Archive> Archives,
    string How,
    Action<Folders, string> Make,
    string Stated
) : FileSource(Stated);

/// <summary>A file behind a drive page, a form or a login: a person must bring it.</summary>
/// <param name="Kind">What it must be once it is there.</param>
public sealed record OnPage(string Page, string How, FileKind Kind) : FileSource(Page);
