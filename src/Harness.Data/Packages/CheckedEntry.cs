using System.IO.Compression;
using Harness.Data.Files;

namespace Harness.Data.Packages;

/// <summary>An entry of a zip archive, whose bytes are compared with its checksum when they end; .NET's own reader does not compare them.</summary>
/// <exception cref="InvalidDataException">At the end, where they differ.</exception>
public sealed class CheckedEntry(ZipArchiveEntry entry) : Stream
{
    private readonly Stream inner = entry.Open();
    private uint crc;
    private long length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => entry.Length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        (crc, length) = (Crc32.Of(buffer[..read], crc), length + read);
        if (read == 0 && buffer.Length > 0 && (crc != entry.Crc32 || length != entry.Length))
            throw new InvalidDataException($"{entry.FullName} of the archive is damaged: its checksum differs.");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
