using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.PaperFiles;

/// <summary>The folder in which the papers' own files lie (<c>--data DIR</c>), laid out as VL-T5's and the routing code's data folders.</summary>
public sealed class DataFolder(string root)
{
    private static readonly string[] PictureEndings = ["", ".jpg", ".jpeg", ".png"];

    public string Root { get; } = root;

    /// <summary>The first of the places that exists, relative to the root.</summary>
    /// <param name="what">What the file is, for the message.</param>
    /// <param name="how">How to get it.</param>
    /// <exception cref="UserErrorException">None exists; exit code 3, naming every place.</exception>
    public string File(string what, string how, params IEnumerable<string> places)
    {
        List<string> tried = [.. places];
        return tried.Select(p => Path.Combine(Root, p)).FirstOrDefault(System.IO.File.Exists) ?? throw Missing(what, how, tried);
    }

    /// <summary>What is said where none of the places exists; exit code 3.</summary>
    public UserErrorException Missing(string what, string how, IEnumerable<string> places) =>
        new($"{what} is missing: looked for {string.Join(", ", places)} in {Root}; {how}.", UserErrorException.Missing);

    /// <summary>A picture by its identifier (a file name with or without its ending), in the first folder that holds it.</summary>
    /// <exception cref="UserErrorException">No folder holds it, or it cannot be read; exit code 3.</exception>
    public Picture Picture(string id, string how, IReadOnlyList<string> folders) =>
        PictureFile.Read(
            File($"picture {id}", how, folders.SelectMany(f => PictureEndings.Select(e => Path.Combine(f, id + e))))
        );
}
