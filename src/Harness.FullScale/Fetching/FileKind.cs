using System.IO.Compression;
using System.Text.Json;
using Harness.Backbones.Checkpoints;
using Harness.Data.Files;
using Harness.Data.Hdf5;
using Harness.Data.Text;

namespace Harness.FullScale.Fetching;

/// <summary>What a file must be.</summary>
public enum FileKind
{
    Zip,
    Json,

    /// <summary>A JSON value a line.</summary>
    JsonLines,

    /// <summary>Safetensors or a torch archive.</summary>
    Weights,
    Hdf5,

    /// <summary>A SentencePiece model.</summary>
    Pieces,
    Text,
}

/// <summary>Whether a file is whole, as far as its own form tells.</summary>
public static class FileStructure
{
    private const int Block = 1 << 16;

    /// <summary>What is wrong with a file that should be of that kind; null where it is whole.</summary>
    public static string? Problem(string path, FileKind kind)
    {
        try
        {
            if (IsPage(path))
                return "it is a web page";
            switch (kind)
            {
                case FileKind.Zip:
                    using (var zip = ZipFile.OpenRead(path))
                        return zip.Entries.Count == 0 ? "it is an empty archive" : null;
                case FileKind.Json:
                    Parse(path, new JsonReaderOptions());
                    return null;
                case FileKind.JsonLines:
                    Parse(path, new JsonReaderOptions { AllowMultipleValues = true });
                    return null;
                case FileKind.Weights:
                    WeightFiles.Open(path).Dispose();
                    return null;
                case FileKind.Hdf5:
                    Hdf5Superblock.Read(path);
                    return null;
                case FileKind.Pieces:
                    SentencePieceModel.Load(path);
                    return null;
                default:
                    return new FileInfo(path).Length == 0 ? "it is empty" : null;
            }
        }
        catch (Exception e) when (e is UserErrorException or InvalidDataException or JsonException or IOException)
        {
            return ErrorText.OneLine(e).Replace($"{path}: ", "").TrimEnd('.');
        }
    }

    // What stands in for a file where a server, or a gate before it, has something to say.
    private static bool IsPage(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[64];
        var text = System.Text.Encoding.Latin1.GetString(start, 0, file.ReadAtLeast(start, start.Length, false)).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    // From the first byte to the last, in memory of one value.
    private static void Parse(string path, JsonReaderOptions options)
    {
        using var file = File.OpenRead(path);
        var (buffer, held, state) = (new byte[Block], 0, new JsonReaderState(options));
        while (true)
        {
            var read = file.Read(buffer.AsSpan(held));
            held += read;
            var json = new Utf8JsonReader(buffer.AsSpan(0, held), isFinalBlock: read == 0, state);
            while (json.Read()) { }
            if (read == 0)
                return;
            var used = (int)json.BytesConsumed;
            buffer.AsSpan(used, held - used).CopyTo(buffer);
            (held, state) = (held - used, json.CurrentState);
            if (held == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }
}
