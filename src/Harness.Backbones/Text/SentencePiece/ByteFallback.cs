using System.Globalization;

namespace Harness.Backbones;

/// <summary>Pieces that stand for single bytes.</summary>
internal static class ByteFallback
{
    public static string Spelling(byte b) => string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>");

    /// <summary>The byte that a piece of type <see cref="PieceType.Byte"/> spells; null for any other spelling.</summary>
    public static byte? Read(string piece) =>
        piece.Length == 6 && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b) && Spelling(b) == piece ? b : null;
}
