using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving.Safetensors;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
    : WeightEntry(Name, Type, Shape)
{
    public long Bytes => End - Begin;
}

/// <summary>
/// A safetensors file, memory-mapped: opening checks the whole header, and a tensor's bytes are touched only when it is read.
/// Format: https://github.com/huggingface/safetensors (eight bytes of header length, JSON header, tensors back to back).
/// </summary>
public sealed class SafetensorsFile : IWeightFile
{
    private readonly MappedFile file;
    private readonly SafetensorsHeader header;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(MappedFile file, SafetensorsHeader header)
    {
        (this.file, this.header) = (file, header);
        byName = header.Entries.ToDictionary(e => e.Name);
    }

    public string Path => file.Path;

    public IReadOnlyList<WeightEntry> Entries => header.Entries;

    /// <summary>Free text pairs that the writer left, such as <c>format</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <exception cref="CheckpointException">The file is absent, unreadable or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            if (file.Length < 8)
                throw SafetensorsHeader.Bad(path, $"{file.Length} bytes are too few for a header");
            var length = SafetensorsHeader.CheckLength(path, file.Bytes(0, 8), file.Length);
            return new SafetensorsFile(file, SafetensorsHeader.Parse(path, file.Bytes(8, length), file.Length - 8 - length));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => byName.ContainsKey(name);

    /// <exception cref="CheckpointException">No tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) =>
        byName.TryGetValue(name, out var entry) ? entry : throw new CheckpointException($"{Path}: holds no tensor '{name}'.");

    /// <inheritdoc/>
    public Tensor Read(string name, ScalarType? type = null, Device? device = null)
    {
        var entry = Entry(name);
        var bytes = file.Bytes(header.DataStart + entry.Begin, entry.Bytes);
        var tensor = torch.empty(entry.Shape, dtype: entry.Type);
        if (!bytes.IsEmpty)
            bytes.CopyTo(tensor.bytes);
        return ElementType.Converted(tensor, type, device);
    }

    /// <inheritdoc/>
    public Tensor? Map(string name)
    {
        var entry = Entry(name);
        return entry.Type == ScalarType.Float32
            ? file.Floats(header.DataStart + entry.Begin, entry.Bytes / sizeof(float))?.view(entry.Shape)
            : null;
    }

    /// <summary>Copies of all tensors whose name begins with <paramref name="prefix"/>, keyed without it.</summary>
    public Dictionary<string, Tensor> ReadAll(string prefix = "", ScalarType? type = null, Device? device = null) =>
        Entries
            .Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Name[prefix.Length..], e => Read(e.Name, type, device));

    public void Dispose() => file.Dispose();
}
