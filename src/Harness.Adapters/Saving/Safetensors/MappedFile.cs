using System.IO.MemoryMappedFiles;
using Harness.Data.Files;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving.Safetensors;

/// <summary>A file's bytes without reading them first. Spans hold until the file is disposed.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private Tensor? floats;

    private MappedFile(string path, long length, MemoryMappedFile map)
    {
        (Path, Length, this.map) = (path, length, map);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="CheckpointException">The file is absent, unreadable or empty.</exception>
    public static MappedFile Open(string path)
    {
        MemoryMappedFile? map = null;
        try
        {
            var length = new FileInfo(path).Length;
            if (length == 0)
                throw new CheckpointException($"{path}: the file is empty.");
            map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            return new MappedFile(path, length, map);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            map?.Dispose();
            throw new CheckpointException($"{path}: cannot be opened ({e.Message}).", e);
        }
    }

    /// <exception cref="CheckpointException">The range is not in the file, or too long for one span.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, long count)
    {
        CheckRange(offset, count);
        if (count > int.MaxValue)
            throw new CheckpointException(
                $"{Path}: {count} bytes at byte {offset} belong together; at most {int.MaxValue} can be read at once."
            );
        return new ReadOnlySpan<byte>(start + offset, (int)count);
    }

    /// <summary>Checksum of a range, however long.</summary>
    public uint Crc(long offset, long count)
    {
        const long AtOnce = 1 << 30;
        var crc = 0u;
        for (; count > AtOnce; offset += AtOnce, count -= AtOnce)
            crc = Crc32.Of(Bytes(offset, AtOnce), crc);
        return Crc32.Of(Bytes(offset, count), crc);
    }

    /// <summary>
    /// Numbers in single precision without a copy, [elements]: pages of the file, which all processes share until one writes to its own. They outlive this
    /// object, and a file that is replaced or deleted; a file that is written over in place changes them.
    /// </summary>
    /// <returns>Null where they do not begin at a multiple of four bytes.</returns>
    /// <exception cref="CheckpointException">The range is not in the file.</exception>
    public Tensor? Floats(long offset, long elements)
    {
        CheckRange(offset, elements * sizeof(float));
        if (offset % sizeof(float) != 0)
            return null;
        floats ??= from_file(Path, shared: false, size: Length / sizeof(float), dtype: ScalarType.Float32)
            .DetachFromDisposeScope();
        return floats.narrow(0, offset / sizeof(float), elements);
    }

    public void Dispose()
    {
        floats?.Dispose();
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private void CheckRange(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            throw new CheckpointException(
                $"{Path}: wants {count} bytes at byte {offset} of {Length}; the file is truncated or damaged."
            );
    }
}
