namespace Harness.Data;

/// <summary>What is wrong with a PNG file.</summary>
public enum PngFault
{
    NotPng,
    Truncated,
    BadChecksum,
    BadHeader,
    TooLarge,
    BadChunk,
    BadData,
}

/// <summary>A file that is no valid PNG, or larger than allowed. Thrown before any allocation that its header alone would justify.</summary>
public sealed class PngException(PngFault fault, string message, Exception? inner = null) : BadFileException(message, inner)
{
    public PngFault Fault { get; } = fault;
}
