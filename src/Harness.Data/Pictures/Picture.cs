namespace Harness.Data;

/// <summary>An RGB picture, row-major, three bytes a pixel.</summary>
public sealed record Picture(int Width, int Height, byte[] Rgb);
