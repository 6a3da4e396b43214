using Harness.Data.Files;
using Harness.Data.Pictures;

namespace Harness.Data.ContactSheets;

/// <summary>A PNG with pictures of a data set and what is asked about them.</summary>
public static class ContactSheet
{
    private const int Columns = 4,
        Side = 256,
        Pad = 14,
        Gap = 16,
        Head = 66,
        MostQuestions = 3;
    private const double Unit = 1.6,
        Weight = 1.5;

    private static readonly Rgb Paper = new(236, 238, 241),
        Card = new(255, 255, 255),
        Ink = new(34, 38, 46),
        Faint = new(104, 112, 124),
        Answer = new(0, 105, 110);

    /// <param name="count">Number of pictures, the first of the split.</param>
    /// <param name="split">The data set's first split unless named.</param>
    /// <exception cref="ArgumentException">No such split.</exception>
    /// <exception cref="UserErrorException">The file cannot be written, or a count below 1.</exception>
    public static void Write(IDataset dataset, int count, string path, string? split = null)
    {
        if (count < 1)
            throw new UserErrorException(
                $"a contact sheet shows 1 picture or more; asked for {count}",
                UserErrorException.BadUsage
            );
        var png = PictureCodec.Encode(Paint(dataset, count, split ?? dataset.Splits[0]));
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            AtomicFile.Replace(path, s => s.Write(png));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write {path}: {e.Message}", UserErrorException.BadUsage, e);
        }
    }

    /// <summary>The sheet as a picture.</summary>
    public static Picture Paint(IDataset dataset, int count, string split)
    {
        var cards = Cards(dataset, split).Take(count).ToList();
        var columns = Math.Min(Columns, Math.Max(1, cards.Count));
        var rows = cards
            .Chunk(columns)
            .Select(r => (Cards: r, Height: Side + 2 * Pad + r.Max(c => c.Lines.Sum(l => l.Height))))
            .ToList();
        var width = Math.Max(2, columns) * (Side + 2 * Pad) + (Math.Max(2, columns) + 1) * Gap;
        using var canvas = new Canvas(width, Head + rows.Sum(r => r.Height + Gap), Paper);
        Title(canvas, dataset, split);
        var top = Head;
        foreach (var (row, height) in rows)
        {
            for (var i = 0; i < row.Length; i++)
                DrawCard(canvas, dataset, row[i], Gap + i * (Side + 2 * Pad + Gap), top, height);
            top += height + Gap;
        }
        return canvas.Picture;
    }

    private static IEnumerable<(string Picture, List<Line> Lines)> Cards(IDataset dataset, string split) =>
        dataset switch
        {
            IVqaDataset vqa => vqa.Questions(split).GroupBy(q => q.PictureId).Select(g => (g.Key, Lines(g))),
            ICaptionDataset captions => captions.Captions(split).Select(c => (c.PictureId, Lines(c))),
            _ => throw new ArgumentException($"{dataset.Name} has neither questions nor captions."),
        };

    private static void Title(Canvas canvas, IDataset dataset, string split)
    {
        canvas.Text($"{dataset.Name} · {split}", Gap, 16, 2.2, 2.2, Ink);
        var origin = Wrap(dataset.Provenance, 1.3, canvas.Width - 2 * Gap)[0];
        canvas.Text(origin, Gap, 43, 1.3, 1.2, Faint);
    }

    private static void DrawCard(
        Canvas canvas,
        IDataset dataset,
        (string Picture, List<Line> Lines) card,
        int left,
        int top,
        int height
    )
    {
        canvas.Fill(left, top, Side + 2 * Pad, height, Card);
        canvas.Draw(dataset.Picture(card.Picture), left + Pad, top + Pad, Side, Side);
        double y = top + Pad + Side + 12;
        foreach (var line in card.Lines)
        {
            canvas.Text(
                line.Text,
                left + Pad + line.Indent,
                y,
                Unit,
                line.IsAnswer ? Weight * 1.35 : Weight,
                line.IsAnswer ? Answer : Ink
            );
            y += line.Height;
        }
    }

    private readonly record struct Line(string Text, bool IsAnswer, double Indent, int Height);

    private static List<Line> Lines(IEnumerable<Question> questions)
    {
        var lines = new List<Line>();
        foreach (var question in questions.Take(MostQuestions))
        {
            lines.AddRange(Wrap(question.Text, Unit, Side).Select(t => new Line(t, false, 0, 18)));
            var answers = question.Answers.OrderByDescending(a => a.Value).Select(a => a.Key);
            var wrapped = Wrap(string.Join(", ", answers), Unit, Side - 14);
            lines.AddRange(wrapped.Select((t, i) => new Line(t, true, 14, i == wrapped.Count - 1 ? 26 : 18)));
        }
        return lines;
    }

    private static List<Line> Lines(CaptionedPicture picture) =>
        [
            .. picture
                .Texts.Take(MostQuestions)
                .Select(t => Wrap(t, Unit, Side))
                .SelectMany(w => w.Select((t, i) => new Line(t, false, 0, i == w.Count - 1 ? 26 : 18))),
        ];

    private static List<string> Wrap(string text, double unit, double width)
    {
        var lines = new List<string> { "" };
        // A question mark never stands alone on a line, though it is a word of its own.
        foreach (var word in text.Replace(" ?", "\u00A0?", StringComparison.Ordinal).Split(' '))
        {
            var longer = lines[^1].Length == 0 ? word : lines[^1] + " " + word;
            if (StrokeFont.Width(longer) * unit <= width || lines[^1].Length == 0)
                lines[^1] = longer;
            else
                lines.Add(word);
        }
        return lines;
    }
}
