namespace Harness.Data;

/// <summary>A colour, 0 to 255 a channel.</summary>
public readonly record struct Rgb(byte R, byte G, byte B);
