using System.Globalization;

namespace Harness.FullScale.Files;

/// <summary>The list of files as the table of the documentation.</summary>
public static class FilesTable
{
    /// <summary>Markdown; a row a download, page or file that is made.</summary>
    public static string Markdown { get; } =
        string.Join(
            '\n',
            [
                "| file | for | size [MB] | licence | from | where address, size and digest stand |",
                "| --- | --- | ---: | --- | --- | --- |",
                .. FullScaleFiles
                    .All.GroupBy(f => (Address: Address(f), f.Shelf))
                    .Select(g =>
                    {
                        var file = g.First();
                        var places = string.Join(
                            ", ",
                            g.Select(f => $"`{(f.Shelf == Shelf.Data ? "DATA" : "WEIGHTS")}/{f.Place}`")
                        );
                        return $"| {places} | {string.Join(", ", file.Papers)} | {Size(file)} | {file.Licence} | {g.Key.Address} | {string.Join("; else made from: ", file.Sources.Select(s => s.Stated).Distinct())} |";
                    }),
            ]
        );

    private static string Address(FullFile file) =>
        file.Sources[0] switch
        {
            Direct direct => direct.Download.Address,
            Unpacked unpacked => unpacked.Archive.Download.Address,
            Converted { Archives: [var archive, ..] } => $"made from {archive.Download.Address}",
            Converted converted => $"made from {string.Join(", ", converted.From.Select(f => $"`{f}`"))}",
            OnPage page => $"by hand: {page.Page} ({page.How})",
            _ => "",
        };

    private static string Size(FullFile file)
    {
        var exact = file.Sources[0] switch
        {
            Direct direct => direct.Download.Size,
            Unpacked unpacked => unpacked.Archive.Download.Size,
            _ => null,
        };
        var bytes = exact ?? (file.Sources[0] as Unpacked)?.Archive.Bytes ?? file.Bytes;
        return bytes == 0
            ? "?"
            : (exact is null ? "about " : "") + (bytes / 1e6).ToString("#,0.###", CultureInfo.InvariantCulture);
    }
}
