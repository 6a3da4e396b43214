using System.Collections.Frozen;

namespace Harness.Data.ContactSheets;

/// <summary>
/// A small font of straight strokes. A glyph is a list of lines through grid points "xy": capitals reach from 0 to 6, small letters from 2 to 6,
/// descenders to 8; a point twice is a dot. Characters without a glyph appear as a box.
/// </summary>
internal static class StrokeFont
{
    private const string Box = "02 42 46 06 02";

    private static readonly FrozenDictionary<char, string> Source = new Dictionary<char, string>
    {
        ['a'] = "43 32 12 03 05 16 36 45|42 46",
        ['b'] = "00 06|03 12 32 43 45 36 16 05",
        ['c'] = "43 32 12 03 05 16 36 45",
        ['d'] = "40 46|43 32 12 03 05 16 36 45",
        ['e'] = "04 44 43 32 12 03 05 16 36 45",
        ['f'] = "30 20 11 16|02 32",
        ['g'] = "42 47 38 18 07|43 32 12 03 05 16 36 45",
        ['h'] = "00 06|03 12 32 43 46",
        ['i'] = "02 06|00 00",
        ['j'] = "22 27 18 08|20 20",
        ['k'] = "00 06|32 05|14 36",
        ['l'] = "00 05 16",
        ['m'] = "02 06|03 12 22 33 36|33 42 52 63 66",
        ['n'] = "02 06|03 12 32 43 46",
        ['o'] = "12 32 43 45 36 16 05 03 12",
        ['p'] = "02 08|03 12 32 43 45 36 16 05",
        ['q'] = "42 48|43 32 12 03 05 16 36 45",
        ['r'] = "02 06|04 12 32",
        ['s'] = "43 32 12 03 14 34 45 36 16 05",
        ['t'] = "10 15 26 36|02 32",
        ['u'] = "02 05 16 36 45|42 46",
        ['v'] = "02 26 42",
        ['w'] = "02 16 33 56 62",
        ['x'] = "02 46|42 06",
        ['y'] = "02 26|42 18 08",
        ['z'] = "02 42 06 46",
        ['0'] = "10 30 41 45 36 16 05 01 10",
        ['1'] = "01 20 26",
        ['2'] = "01 10 30 41 42 06 46",
        ['3'] = "01 10 30 41 42 33 13|33 44 45 36 16 05",
        ['4'] = "36 30 04 44",
        ['5'] = "40 00 02 32 43 45 36 16 05",
        ['6'] = "41 30 10 01 05 16 36 45 44 33 13 04",
        ['7'] = "00 40 16",
        ['8'] = "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33",
        ['9'] = "05 16 36 45 41 30 10 01 02 13 33 42",
        ['A'] = "06 20 46|14 34",
        ['B'] = "33 03 00 30 41 42 33 44 45 36 06 03",
        ['C'] = "41 30 10 01 05 16 36 45",
        ['D'] = "00 20 42 44 26 06 00",
        ['E'] = "40 00 06 46|03 33",
        ['F'] = "40 00 06|03 33",
        ['G'] = "41 30 10 01 05 16 36 45 43 23",
        ['H'] = "00 06|40 46|03 43",
        ['I'] = "00 06",
        ['J'] = "30 35 26 16 05",
        ['K'] = "00 06|40 04|13 46",
        ['L'] = "00 06 46",
        ['M'] = "06 00 33 60 66",
        ['N'] = "06 00 46 40",
        ['O'] = "10 30 41 45 36 16 05 01 10",
        ['P'] = "06 00 30 41 42 33 03",
        ['Q'] = "10 30 41 45 36 16 05 01 10|34 46",
        ['R'] = "06 00 30 41 42 33 03|23 46",
        ['S'] = "41 30 10 01 02 13 33 44 45 36 16 05",
        ['T'] = "00 40|20 26",
        ['U'] = "00 05 16 36 45 40",
        ['V'] = "00 26 40",
        ['W'] = "00 16 31 56 60",
        ['X'] = "00 46|40 06",
        ['Y'] = "00 23 40|23 26",
        ['Z'] = "00 40 06 46",
        ['.'] = "06 06",
        [','] = "16 07",
        [':'] = "03 03|06 06",
        [';'] = "13 13|16 07",
        ['?'] = "01 10 30 41 42 24|26 26",
        ['!'] = "00 04|06 06",
        ['-'] = "04 34",
        ['–'] = "04 44",
        ['—'] = "04 64",
        ['_'] = "07 47",
        ['('] = "20 11 02 05 16 27",
        [')'] = "00 11 22 25 16 07",
        ['['] = "20 00 07 27",
        [']'] = "00 20 27 07",
        ['/'] = "40 06",
        ['%'] = "00 10 11 01 00|35 45 46 36 35|40 06",
        ['\''] = "00 02",
        ['"'] = "00 02|20 22",
        ['+'] = "04 44|22 26",
        ['='] = "03 43|05 45",
        ['<'] = "42 04 46",
        ['>'] = "02 44 06",
        ['·'] = "04 04",
        ['&'] = "46 02 01 10 20 31 04 05 16 26 44",
        [' '] = "",
        ['\u00A0'] = "",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, Glyph> Glyphs = Source.ToFrozenDictionary(
        g => g.Key,
        g => Glyph.Parse(g.Value)
    );

    private static readonly Glyph Unknown = Glyph.Parse(Box);

    public static Glyph Of(char c) => Glyphs.GetValueOrDefault(c, Unknown);

    /// <summary>Width of a line of text in grid units.</summary>
    public static double Width(string text) => text.Sum(c => Of(c).Advance);
}

/// <summary>Lines through grid points, and how far the next glyph stands.</summary>
internal sealed record Glyph(IReadOnlyList<(double X1, double Y1, double X2, double Y2)> Lines, double Advance)
{
    private const double Space = 2.1;

    public static Glyph Parse(string text)
    {
        var lines = new List<(double, double, double, double)>();
        foreach (var stroke in text.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var p = stroke.Split(' ').Select(s => (X: (double)(s[0] - '0'), Y: (double)(s[1] - '0'))).ToArray();
            for (var i = 0; i + 1 < p.Length; i++)
                lines.Add((p[i].X, p[i].Y, p[i + 1].X, p[i + 1].Y));
        }
        var width = lines.Count == 0 ? 3.2 : lines.Max(l => Math.Max(l.Item1, l.Item3)) + Space;
        return new Glyph(lines, width);
    }
}
