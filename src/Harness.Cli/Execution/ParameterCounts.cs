using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Cli;

/// <summary>A row of <c>params</c>.</summary>
/// <param name="Method">The row's name, unique on its backbone.</param>
/// <param name="Trainable">Counted over the parameters that train after the method was attached.</param>
/// <param name="Total">All parameters of the backbone; on CLIP-BART with the modules inserted, as its tables do.</param>
/// <param name="Percent">Trainable over total.</param>
/// <param name="ClosedForm">The same number by formula.</param>
/// <param name="Module">Trained numbers that the method inserted, without what it trains of the backbone.</param>
/// <param name="Printed">What the paper prints; null where it prints nothing.</param>
internal sealed record ParameterRow(
    string Paper, string Backbone, string Method, long Trainable, long Total, double Percent, long ClosedForm, long Module, PrintedCount? Printed)
{
    public bool Agrees => Trainable == ClosedForm;
}

/// <summary>Counts what methods train, on shapes alone: backbones are built on the META device, so no weight is allocated.</summary>
internal static class ParameterCounts
{
    /// <summary>The papers that are counted, in order.</summary>
    public static IReadOnlyList<string> Papers => ["mixphm", "routing"];

    /// <summary>Backbones of a paper.</summary>
    public static IEnumerable<string> Backbones(string paper) => CountedBackbone.All.Where(b => b.Paper == paper).Select(b => b.Name);

    /// <summary>The rows of the papers' comparisons, in their order.</summary>
    /// <param name="paper">Null: both, unless the backbone decides.</param>
    /// <param name="backbone">Null: every published one.</param>
    /// <param name="method">One row alone; null for all.</param>
    /// <param name="sweep">Also the grids of sizes and of shared parts.</param>
    /// <exception cref="UserErrorException">An unknown name; exit code 2.</exception>
    public static IReadOnlyList<ParameterRow> Of(string? paper, string? backbone, string? method, bool sweep = false)
    {
        var ofPaper = CountedBackbone.All.Where(b => paper is null || b.Paper == paper).ToList();
        if (backbone is not null && ofPaper.All(b => b.Name != backbone))
            throw Unknown("backbone", backbone, ofPaper.Select(b => b.Name));
        var wanted = (from b in ofPaper
                      where backbone is null ? b.Published : b.Name == backbone
                      from entry in sweep ? b.Rows.Concat(b.Sweep) : b.Rows
                      select (Backbone: b, Entry: entry)).ToList();
        if (method is not null && wanted.All(w => w.Entry.Row != method))
            throw Unknown("method", method, wanted.Select(w => w.Entry.Row).Distinct());
        var printed = Papers.ToDictionary(p => p, PrintedCounts.Read);
        // Two papers' backbones share nothing, so rows are counted side by side.
        return [.. wanted.Where(w => method is null || w.Entry.Row == method).AsParallel().AsOrdered().WithDegreeOfParallelism(2)
            .Select(w => Count(w.Backbone, w.Entry, printed[w.Backbone.Paper]))];
    }

    private static ParameterRow Count(
        CountedBackbone counted, CatalogueEntry entry, IReadOnlyDictionary<(string, string), PrintedCount> printed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var (model, method) = (counted.Build(), entry.Method);
        using var module = model.Root;
        var own = model.Root.named_parameters().Select(p => p.name).ToHashSet();
        var (bare, formula) = (Sum(model.Root.named_parameters()), method.ClosedForm(model));
        method.Apply(model, generator);
        var trained = PeftMethod.Trainable(model);
        var (trainable, inserted) = (Sum(trained), Sum(trained.Where(p => !own.Contains(p.name))));
        var total = counted.TotalHasModules ? bare + inserted : bare;
        return new ParameterRow(
            counted.Paper, counted.Name, entry.Row, trainable, total, Math.Round(100.0 * trainable / total, 4), formula, inserted,
            printed.GetValueOrDefault((counted.Name, entry.Row)));
    }

    private static long Sum(IEnumerable<(string name, TorchSharp.Modules.Parameter parameter)> parameters) => parameters.Sum(p => p.parameter.numel());

    private static UserErrorException Unknown(string kind, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        return new(
            $"there is no {kind} '{name}'; did you mean {NearestName.Of(name, names)}? There are {string.Join(", ", names)}.", UserErrorException.BadUsage);
    }
}
