using System.Security.Cryptography;
using Harness.Data.Files;

namespace Harness.Data.Regions;

/// <summary>
/// Several files of region features as one. A picture is found by its name; COCO's pictures also by the number at its end, as MixPHM's files have them.
/// </summary>
public sealed class JoinedRegions : IDisposable
{
    private const int DigestedBytes = 1 << 20;

    private readonly IReadOnlyList<IRegionFile> files;
    private readonly Dictionary<string, IRegionFile> places = [];

    /// <param name="files">The caller's until now; disposed with this. Where two hold a picture, the first counts.</param>
    public JoinedRegions(IReadOnlyList<IRegionFile> files)
    {
        this.files = files;
        foreach (var file in files)
        foreach (var id in file.Ids)
            places.TryAdd(id, file);
    }

    public bool Contains(string pictureId) => KeyOf(pictureId) is not null;

    /// <exception cref="BadFileException">No file holds the picture, or its entries contradict each other.</exception>
    public PictureRegions Read(string pictureId) =>
        KeyOf(pictureId) is { } key
            ? places[key].Read(key)
            : throw new BadFileException(
                $"no region features of picture '{pictureId}' in {string.Join(", ", files.Select(f => f.Path))}."
            );

    /// <summary>
    /// SHA-256 that tells one set of files from another without reading them whole (they have tens of gigabytes): over each one's length, first and last mebibyte.
    /// </summary>
    /// <exception cref="BadFileException">A file cannot be read.</exception>
    public static string Digest(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            try
            {
                using var stream = File.OpenRead(path);
                hash.AppendData(BitConverter.GetBytes(stream.Length));
                var part = new byte[Math.Min(DigestedBytes, stream.Length)];
                stream.ReadExactly(part);
                hash.AppendData(part);
                stream.Seek(-part.Length, SeekOrigin.End);
                stream.ReadExactly(part);
                hash.AppendData(part);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadFileException($"{path}: cannot be read ({e.Message})", e);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    private string? KeyOf(string pictureId)
    {
        if (places.ContainsKey(pictureId))
            return pictureId;
        var number = pictureId.StartsWith("COCO_", StringComparison.Ordinal)
            ? pictureId[(pictureId.LastIndexOf('_') + 1)..].TrimStart('0')
            : "";
        return places.ContainsKey(number) ? number : null;
    }
}
