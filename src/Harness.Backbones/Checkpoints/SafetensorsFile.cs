using System.IO.MemoryMappedFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// A safetensors file, memory-mapped: opening checks the whole header, and a tensor's bytes are touched only when it is read.
/// Format: https://github.com/huggingface/safetensors (eight bytes of header length, JSON header, tensors back to back).
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly SafetensorsHeader header;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, SafetensorsHeader header)
    {
        (Path, this.map, this.view, this.header) = (path, map, view, header);
        byName = header.Entries.ToDictionary(e => e.Name);
    }

    public string Path { get; }

    /// <summary>Every tensor, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => header.Entries;

    /// <summary>Free text pairs that the writer left, such as <c>format</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <exception cref="CheckpointException">The file is absent, unreadable or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        MemoryMappedFile? map = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            var bytes = new FileInfo(path).Length;
            if (bytes < 8)
                throw SafetensorsHeader.Bad(path, $"{bytes} bytes are too few for a header");
            map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            view = map.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
            var length = SafetensorsHeader.CheckLength(path, Copy(view, 0, 8), bytes);
            return new SafetensorsFile(path, map, view, SafetensorsHeader.Parse(path, Copy(view, 8, (int)length), bytes - 8 - length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CheckpointException)
        {
            view?.Dispose();
            map?.Dispose();
            if (e is CheckpointException)
                throw;
            throw new CheckpointException($"{path}: cannot be opened ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    public bool Contains(string name) => byName.ContainsKey(name);

    /// <exception cref="CheckpointException">No tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) =>
        byName.TryGetValue(name, out var entry) ? entry : throw new CheckpointException($"{Path}: holds no tensor '{name}'.");

    /// <summary>A copy of one tensor.</summary>
    /// <param name="type">Converts to this type; null keeps the file's.</param>
    /// <param name="device">Null: the CPU.</param>
    public unsafe Tensor Read(string name, ScalarType? type = null, Device? device = null)
    {
        var entry = Entry(name);
        var tensor = torch.empty(entry.Shape, dtype: entry.Type);
        if (entry.Bytes > int.MaxValue)
            throw new CheckpointException($"{Path}: tensor '{name}' has {entry.Bytes} bytes; at most {int.MaxValue} can be read at once.");
        if (entry.Bytes > 0)
        {
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                new ReadOnlySpan<byte>(start + view.PointerOffset + header.DataStart + entry.Begin, (int)entry.Bytes).CopyTo(tensor.bytes);
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        return Converted(tensor, type ?? entry.Type, device);
    }

    /// <summary>Copies of all tensors whose name begins with <paramref name="prefix"/>, keyed without it.</summary>
    public Dictionary<string, Tensor> ReadAll(string prefix = "", ScalarType? type = null, Device? device = null) =>
        Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Name[prefix.Length..], e => Read(e.Name, type, device));

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
    }

    private static Tensor Converted(Tensor tensor, ScalarType type, Device? device)
    {
        if (tensor.dtype == type && device is null)
            return tensor;
        using (tensor)
            return device is null ? tensor.to(type, copy: true) : tensor.to(type, copy: true).to(device);
    }

    private static byte[] Copy(MemoryMappedViewAccessor view, long offset, int count)
    {
        var bytes = new byte[count];
        view.ReadArray(offset, bytes, 0, count);
        return bytes;
    }
}
