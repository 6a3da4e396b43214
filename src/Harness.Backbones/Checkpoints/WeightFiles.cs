using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints.Torch;

namespace Harness.Backbones.Checkpoints;

/// <summary>Opens weights in any of the published layouts.</summary>
public static class WeightFiles
{
    private static readonly string[] inFolders =
    [
        "model.safetensors",
        "model.safetensors.index.json",
        "pytorch_model.bin",
        "pytorch_model.bin.index.json",
    ];

    /// <summary>
    /// A safetensors file, a torch archive (<c>.bin</c>, <c>.pt</c>, <c>.pth</c>; told apart by content), the index of a sharded set, or a
    /// folder that holds one of <c>model.safetensors</c>, <c>model.safetensors.index.json</c>, <c>pytorch_model.bin</c>,
    /// <c>pytorch_model.bin.index.json</c> (the first of these counts).
    /// </summary>
    /// <exception cref="CheckpointException">Nothing of the kind is there, or it is malformed.</exception>
    public static IWeightFile Open(string path)
    {
        if (Directory.Exists(path))
            return Open(InFolder(path));
        if (path.EndsWith(".index.json", StringComparison.Ordinal))
            return ShardedWeights.Open(path);
        Span<byte> start = stackalloc byte[24];
        start = start[..Start(path, start)];
        if (start.StartsWith("version https://git-lfs"u8))
            throw new CheckpointException(
                $"{path}: a Git LFS pointer stands in for the weights; 'git lfs pull' in its folder fetches them."
            );
        return TorchArchive.Recognises(start) ? TorchArchive.Open(path) : SafetensorsFile.Open(path);
    }

    /// <summary>The weights of a folder, see <see cref="Open"/>.</summary>
    internal static string InFolder(string folder) =>
        inFolders.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists)
        ?? throw new CheckpointException($"{folder}: holds no weights; looked for {string.Join(", ", inFolders)}.");

    private static int Start(string path, Span<byte> start)
    {
        try
        {
            using var file = File.OpenRead(path);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be opened ({e.Message}).", e);
        }
    }
}
