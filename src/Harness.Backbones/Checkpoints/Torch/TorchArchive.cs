using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Checkpoints.Torch;

/// <summary>
/// What <c>torch.save</c> writes (<c>.bin</c>, <c>.pt</c>, <c>.pth</c>), in both of its layouts, memory-mapped. The pickle inside is read as data: it may
/// name tensors, storages and containers, and anything else is refused by that name; no code is ever run. Each storage of the newer
/// layout is compared with its checksum when it is first used.
/// </summary>
public sealed class TorchArchive : IWeightFile
{
    // Published files name a shared table four times at most; without a limit a few bytes could ask for any amount of memory.
    private const int MaxSharing = 16;

    private readonly MappedFile file;
    private readonly Dictionary<string, TorchTensor> tensors;

    private TorchArchive(MappedFile file, List<(string Name, TorchTensor Tensor)> tensors)
    {
        this.file = file;
        this.tensors = tensors.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        Entries = [.. tensors.Select(t => new WeightEntry(t.Name, t.Tensor.Storage.Type.Type, t.Tensor.Shape))];
    }

    public string Path => file.Path;

    public IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>Whether a file that begins like this is a torch archive: a zip archive, or a pickle.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => IsZip(start) || start is [0x80, >= 2 and <= 5, 0x8A or 0x95, ..];

    /// <exception cref="CheckpointException">The file is absent, unreadable, malformed, or holds more than tensors and containers.</exception>
    public static TorchArchive Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            var root = IsZip(file.Bytes(0, Math.Min(4, file.Length))) ? TorchZipLayout.Read(file) : TorchLegacyLayout.Read(file);
            var tensors = StateDictionary.Find(root);
            var total = tensors.Aggregate((Int128)0, (sum, t) => sum + t.Tensor.Elements * t.Tensor.Storage.Type.Size);
            if (total > (Int128)MaxSharing * file.Length)
                throw new PickleException(
                    $"its tensors have {total} bytes in all and share the {file.Length} of the file more than {MaxSharing} times"
                );
            return new TorchArchive(file, tensors);
        }
        catch (PickleException e)
        {
            file.Dispose();
            throw new CheckpointException($"{path}: cannot be read as a torch archive: {e.Message}.", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, ScalarType? type = null, Device? device = null)
    {
        var view = Checked(name);
        var storage = view.Storage;
        var bytes = file.Bytes(storage.Begin, storage.Bytes);
        var tensor = torch.empty(view.Shape, dtype: storage.Type.Type);
        if (view.Elements > 0)
            view.CopyTo(bytes, tensor.bytes);
        return ElementType.Converted(tensor, type, device);
    }

    /// <inheritdoc/>
    public Tensor? Map(string name)
    {
        var view = Checked(name);
        return view.Storage.Type.Type == ScalarType.Float32 && view.IsDense
            ? file.Floats(view.Storage.Begin + view.Offset * sizeof(float), view.Elements)?.view(view.Shape)
            : null;
    }

    public void Dispose() => file.Dispose();

    // A storage's checksum is compared when it is first used.
    private TorchTensor Checked(string name)
    {
        if (!tensors.TryGetValue(name, out var view))
            throw new CheckpointException($"{Path}: holds no tensor '{name}'.");
        var storage = view.Storage;
        if (storage.Crc is { } crc && file.Crc(storage.Begin, storage.Bytes) != crc)
            throw new CheckpointException(
                $"{Path}: the checksum of the storage of '{name}' (at byte {storage.Begin}) differs; the file is damaged."
            );
        storage.Crc = null;
        return view;
    }

    private static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8);
}
