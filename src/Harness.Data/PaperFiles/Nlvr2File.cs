using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.PaperFiles;

/// <summary>
/// NLVR2 in the layout of LXMERT: a list of <c>{identifier, img0, img1, label: 0 or 1, sent, uid}</c>. A sentence becomes a question whose answer is
/// <c>true</c> or <c>false</c>, and whose picture is the pair.
/// </summary>
public static class Nlvr2File
{
    /// <summary>Writes the same layout.</summary>
    internal static void Write(string path, IEnumerable<Nlvr2Entry> entries) => PaperJson.Write(path, entries);

    /// <exception cref="BadFileException">The file is not of that layout.</exception>
    internal static List<Question> Read(string path) =>
        [
            .. PaperJson
                .Read<List<Nlvr2Entry>>(path, "a list of {identifier, img0, img1, label, sent}")
                .Select(e => new Question(
                    e.Identifier,
                    $"{e.Img0}{PicturePair.Join}{e.Img1}",
                    e.Sent,
                    "nlvr2",
                    "yes/no",
                    new Dictionary<string, double>
                    {
                        [
                            e.Label switch
                            {
                                1 => "true",
                                0 => "false",
                                _ => throw new BadFileException(
                                    $"{path}: {e.Identifier} has label {e.Label}; it must be 0 or 1."
                                ),
                            }
                        ] = 1,
                    }
                )),
        ];
}

/// <summary>A line of the file.</summary>
internal sealed record Nlvr2Entry(string Identifier, string Img0, string Img1, int Label, string Sent, string Uid = "");
