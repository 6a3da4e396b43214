namespace Harness.Cli.Progress;

/// <summary>Aligned columns for people.</summary>
internal static class TextColumns
{
    /// <param name="rows">The same number of cells in each, the header first.</param>
    /// <param name="left">Columns that are aligned on the left; the others hold numbers.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, params int[] left)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length)).ToArray();
        return rows.Select(row =>
            string.Join("  ", row.Select((cell, c) => left.Contains(c) ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])))
                .TrimEnd()
        );
    }
}
