using System.Globalization;
using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Cli;

/// <summary>A row of <c>params</c>.</summary>
/// <param name="Trainable">Counted over the parameters that train after the method was attached.</param>
/// <param name="Total">All parameters of the backbone alone.</param>
/// <param name="Percent">Trainable over total.</param>
/// <param name="ClosedForm">The same number by formula.</param>
/// <param name="Printed">What the paper prints, in millions; null where it prints nothing.</param>
/// <param name="PrintedMark">How sure that is: <c>unverified</c> for a value that nobody here has read in the paper; empty without a value.</param>
internal sealed record ParameterRow(
    string Paper, string Backbone, string Method, long Trainable, long Total, double Percent, long ClosedForm, double? Printed, string PrintedMark)
{
    public bool Agrees => Trainable == ClosedForm;
}

/// <summary>Counts what methods train, on shapes alone: backbones are built on the META device, so no weight is allocated.</summary>
internal static class ParameterCounts
{
    /// <summary>Word-level vocabulary of the shipped small model, for counting without its file.</summary>
    private const long SmallVocabulary = 512;

    private static readonly Dictionary<string, (Func<IBackbone> Build, IReadOnlyList<CatalogueEntry> Methods)> backbones = new()
    {
        ["vl-t5-base"] = (() => new VlT5(VlT5Config.Base, device: torch.META), Catalogue.MixPhmBase),
        ["vl-t5-small"] = (() => new VlT5(VlT5Config.Small(SmallVocabulary), device: torch.META), Catalogue.MixPhmSmall),
    };

    /// <summary>Backbones that can be counted.</summary>
    public static IReadOnlyCollection<string> Backbones => backbones.Keys;

    /// <summary>The rows of a paper's comparison on a backbone, in its order.</summary>
    /// <param name="method">One method alone; null for all.</param>
    /// <exception cref="UserErrorException">An unknown name; exit code 2.</exception>
    public static IEnumerable<ParameterRow> Of(string paper, string backbone, string? method)
    {
        if (!backbones.TryGetValue(backbone, out var known))
            throw Unknown("backbone", backbone, backbones.Keys);
        var methods = known.Methods.Select(e => e.Method).ToList();
        if (method is not null && methods.All(m => m.Name != method))
            throw Unknown("method", method, methods.Select(m => m.Name));
        var printed = Printed(paper, backbone);
        return methods.Where(m => method is null || m.Name == method).Select(m => Count(paper, backbone, m, known.Build, printed));
    }

    private static ParameterRow Count(
        string paper, string backbone, PeftMethod method, Func<IBackbone> build, Dictionary<string, (double Value, string Mark)> printed)
    {
        using var generator = new Generator(0);
        var model = build();
        using var module = model.Root;
        var (total, formula) = (model.Root.parameters().Sum(p => p.numel()), method.ClosedForm(model));
        method.Apply(model, generator);
        var trainable = PeftMethod.Trainable(model).Sum(p => p.parameter.numel());
        var (value, mark) = printed.TryGetValue(method.Name, out var p) ? ((double?)p.Value, p.Mark) : (null, "");
        return new ParameterRow(paper, backbone, method.Name, trainable, total, Math.Round(100.0 * trainable / total, 4), formula, value, mark);
    }

    // backbone,method,trainable,percent,printed_m,printed_percent,printed_mark,assumption; only the last column is quoted.
    private static Dictionary<string, (double Value, string Mark)> Printed(string paper, string backbone)
    {
        var file = Path.Combine(Repository.Root, "paper", paper, "reference", "parameters.csv");
        return !File.Exists(file) ? [] : File.ReadLines(file).Skip(1).Select(line => line.Split(',', 8))
            .Where(cells => cells[0] == backbone && cells[4].Length > 0)
            .ToDictionary(cells => cells[1], cells => (double.Parse(cells[4], CultureInfo.InvariantCulture), cells[6]));
    }

    private static UserErrorException Unknown(string kind, string name, IEnumerable<string> known) => new(
        $"there is no {kind} '{name}'; did you mean {NearestName.Of(name, known)}? There are {string.Join(", ", known)}.", UserErrorException.BadUsage);
}
