using System.Net;
using System.Reflection;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Data.Metrics;
using Harness.Data.Pictures;

namespace Harness.Data.Inspection;

/// <summary>
/// A page that needs nothing but a browser: pictures with questions or captions, what several methods said side by side, and filters by type, form,
/// correctness and text. A prediction is scored as runs are: the soft label of its text; a caption by ROUGE-L.
/// </summary>
public static class InspectionPage
{
    private const int LongestSide = 256;

    private sealed record Said(string Text, double Score);

    private sealed record Item(
        string Id,
        string Picture,
        string Type,
        string Form,
        string Question,
        string Answers,
        IReadOnlyList<Said?> Said
    );

    /// <param name="methods">May be empty: then the page shows the data alone.</param>
    /// <param name="most">Items at most: the first of the split that a method answered.</param>
    /// <param name="embedded">Pictures of the data set as pages hold them, by id; this page's are added. Handed to several pages, it spares them the work.</param>
    /// <exception cref="UserErrorException">The predictions belong to another split or data set; exit code 2.</exception>
    public static string Html(
        IDataset dataset,
        string split,
        IReadOnlyList<InspectedMethod> methods,
        int most,
        Dictionary<string, string>? embedded = null
    )
    {
        embedded ??= [];
        var all = (
            dataset is ICaptionDataset captions
                ? captions.Captions(split).Select(c => Caption(c, methods))
                : ((IVqaDataset)dataset).Questions(split).Select(q => Asked(q, methods))
        ).ToList();
        var answered = methods.Count == 0 ? all : [.. all.Where(i => i.Said.Any(s => s is not null))];
        if (answered.Count == 0)
            throw new UserErrorException(
                $"none of the predictions is about split {split} of {dataset.Name}; --split names another.",
                UserErrorException.BadUsage
            );
        var items = answered.Take(most).ToList();
        var shown = items.Select(i => i.Picture).Distinct().ToList();
        foreach (var picture in shown.Where(p => !embedded.ContainsKey(p)))
            embedded[picture] = Embedded(dataset.Picture(picture));
        var data = new
        {
            methods = methods.Select(m => m.Name),
            reference = dataset is ICaptionDataset ? "caption" : "answer",
            pictures = shown.ToDictionary(p => p, p => embedded[p]),
            items,
        };
        var about =
            $"{items.Count} of {all.Count} items · {dataset.Provenance} · {(dataset is ICaptionDataset ? RougeL.Version : VqaAccuracy.Version)}";
        // The default encoder writes < and > as escapes, so no text can end the script element.
        return Template()
            .Replace("{{TITLE}}", WebUtility.HtmlEncode($"{dataset.Name} · {split}"))
            .Replace("{{ABOUT}}", WebUtility.HtmlEncode(about))
            .Replace(
                "{{DATA}}",
                JsonSerializer.Serialize(data, new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase })
            );
    }

    private static Item Asked(Question q, IReadOnlyList<InspectedMethod> methods) =>
        new(
            q.Id,
            q.PictureId,
            q.AnswerType,
            q.Form,
            q.Text,
            string.Join(", ", q.Answers.OrderByDescending(a => a.Value).Select(a => a.Key)),
            [
                .. methods.Select(m =>
                    m.Predictions.TryGetValue(q.Id, out var text) ? new Said(text, VqaAccuracy.SoftLabel(text, q.Answers)) : null
                ),
            ]
        );

    private static Item Caption(CaptionedPicture c, IReadOnlyList<InspectedMethod> methods)
    {
        string[] references = [.. c.Texts.Select(PtbTokens.Tokenise)];
        return new Item(
            c.PictureId,
            c.PictureId,
            "caption",
            c.Form,
            "",
            string.Join(" / ", c.Texts),
            [
                .. methods.Select(m =>
                    m.Predictions.TryGetValue(c.PictureId, out var text)
                        ? new Said(text, RougeL.Score([new CaptionItem(PtbTokens.Tokenise(text), references)]).Corpus)
                        : null
                ),
            ]
        );
    }

    private static string Embedded(Picture picture) =>
        "data:image/png;base64,"
        + Convert.ToBase64String(PictureCodec.Encode(picture.Opaque().ShrinkTo(LongestSide).On(new Rgb(255, 255, 255))));

    private static string Template()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Harness.Data.Inspection.page.html")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
