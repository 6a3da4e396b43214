using System.Collections.Concurrent;
using System.Globalization;
using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Data;
using Harness.Data.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.Counting;

/// <summary>A row of <c>params</c>.</summary>
/// <param name="Method">The row's name, unique on its backbone.</param>
/// <param name="Trainable">Counted over the parameters that train after the method was attached.</param>
/// <param name="Total">All parameters of the backbone; on CLIP-BART with the modules inserted, as its tables do.</param>
/// <param name="ClosedForm">The same number as <paramref name="Trainable"/> by formula.</param>
/// <param name="Module">Trained parameters that the method inserted, without what it trains of the backbone.</param>
/// <param name="Printed">What the paper prints; null where it prints nothing.</param>
public sealed record ParameterRow(
    string Paper,
    string Backbone,
    string Method,
    long Trainable,
    long Total,
    long ClosedForm,
    long Module,
    PrintedCount? Printed
)
{
    public bool Agrees => Trainable == ClosedForm;

    public double Percent => Math.Round(100.0 * Trainable / Total, 4);
}

/// <summary>A value that a paper prints.</summary>
/// <param name="Unit"><c>million</c> or <c>percent</c>.</param>
/// <param name="Mark">How sure it is: <c>transcribed</c>, or <c>unverified</c> for a value that nobody here has read in the paper.</param>
public sealed record PrintedCount(double Value, string Unit, string Mark);

/// <summary>Counts what methods train, on shapes alone: each backbone is built once, on the META device, so no weight is allocated.</summary>
public static class ParameterCounts
{
    /// <summary>The papers that are counted, in order.</summary>
    public static IReadOnlyList<string> Papers => ["mixphm", "routing"];

    /// <summary>The rows of the papers' comparisons, in their order.</summary>
    /// <param name="folder">Holds a folder a paper, with the printed values.</param>
    /// <param name="paper">Null: both, unless the backbone decides.</param>
    /// <param name="backbone">A name, or what begins several of them (<c>roberta</c>); null: every one of the papers' tables.</param>
    /// <param name="method">A row's name, or what begins several of them (<c>lora</c> for <c>lora-r64</c>, …), or a method of configurations; null for all.</param>
    /// <param name="sweep">Also the grids of sizes and of shared parts, and further models.</param>
    /// <exception cref="UserErrorException">An unknown name; exit code 2.</exception>
    public static IReadOnlyList<ParameterRow> Of(
        string folder,
        string? paper,
        string? backbone,
        string? method,
        bool sweep = false
    )
    {
        var ofPaper = CountedBackbone.All.Where(b => paper is null || b.Paper == paper).ToList();
        var chosen = ofPaper.Where(b => backbone is null ? b.Listed || sweep : b.Name == backbone).ToList();
        if (chosen.Count == 0)
            chosen = [.. ofPaper.Where(b => b.Name.StartsWith(backbone + "-", StringComparison.Ordinal))];
        if (chosen.Count == 0)
            throw Unknown("backbone", backbone!, ofPaper.Select(b => b.Name));
        var wanted = chosen.Select(b => (b, rows: Rows(b, sweep))).ToList();
        var found = wanted
            .Select(w => (w.b, rows: method is null ? w.rows : Chosen(w.rows, method)))
            .Where(w => w.rows.Count > 0)
            .ToList();
        if (found.Count == 0)
            throw Unknown("method", method!, wanted.SelectMany(w => w.rows).Select(e => e.Row).Distinct());
        var printed = Papers.ToDictionary(p => p, p => PrintedCounts.Read(folder, p));
        // Backbones share nothing, so two are counted side by side; each thread takes the next one, because they differ in size.
        return
        [
            .. Partitioner
                .Create(found, loadBalance: true)
                .AsParallel()
                .AsOrdered()
                .WithDegreeOfParallelism(2)
                .SelectMany(w => Count(w.b, w.rows, printed[w.b.Paper])),
        ];
    }

    /// <summary>A method of one's own, with its default options, on every listed backbone that it fits (or on the one named).</summary>
    /// <exception cref="UserErrorException">It fits none; exit code 2.</exception>
    public static IReadOnlyList<ParameterRow> OfOwn(string method, string? backbone)
    {
        var own = PeftMethods.Create(method);
        var chosen = CountedBackbone.All.Where(b => backbone is null ? b.Listed : b.Name == backbone).ToList();
        if (OfFitting(own, chosen) is { Count: > 0 } rows)
            return rows;
        using var scope = NewDisposeScope();
        var problem = chosen.SelectMany(b => own.Validate(b.Build())).FirstOrDefault("there is none of that name");
        throw new UserErrorException($"{method} fits no backbone: {problem}", UserErrorException.BadUsage);
    }

    /// <summary>A method on those of the backbones that it fits.</summary>
    public static IReadOnlyList<ParameterRow> OfFitting(PeftMethod method, IEnumerable<CountedBackbone> backbones)
    {
        IReadOnlyDictionary<(string, string), PrintedCount> none = new Dictionary<(string, string), PrintedCount>();
        var rows = new List<ParameterRow>();
        foreach (var counted in backbones)
        {
            using var scope = NewDisposeScope();
            var model = new CountingBackbone(counted.Build());
            if (method.Validate(model).Count == 0)
                rows.AddRange(Count(counted, model, [new CatalogueEntry(method.Name, method)], none));
        }
        return rows;
    }

    private static List<CatalogueEntry> Rows(CountedBackbone backbone, bool sweep) =>
        [.. sweep ? backbone.Rows.Concat(backbone.Sweep) : backbone.Rows];

    private static List<CatalogueEntry> Chosen(List<CatalogueEntry> rows, string method)
    {
        var exact = rows.Where(e => e.Row == method).ToList();
        return exact.Count > 0
            ? exact
            :
            [
                .. rows.Where(e =>
                    e.Method.Name == method
                    || (e.Row.StartsWith(method, StringComparison.Ordinal) && e.Row[method.Length] is '-' or ' ')
                ),
            ];
    }

    private static List<ParameterRow> Count(
        CountedBackbone counted,
        IReadOnlyList<CatalogueEntry> entries,
        IReadOnlyDictionary<(string, string), PrintedCount> printed
    )
    {
        using var scope = NewDisposeScope();
        return Count(counted, new CountingBackbone(counted.Build()), entries, printed);
    }

    private static List<ParameterRow> Count(
        CountedBackbone counted,
        CountingBackbone model,
        IReadOnlyList<CatalogueEntry> entries,
        IReadOnlyDictionary<(string, string), PrintedCount> printed
    )
    {
        using var generator = new Generator(0); // draws nothing on shapes
        var own = model.Root.named_parameters().Select(p => p.name).ToHashSet();
        var bare = Sum(model.Root.named_parameters());
        var rows = new List<ParameterRow>();
        foreach (var (row, method, _) in entries)
        {
            var formula = method.ClosedForm(model) + (method is FullFinetuning ? 0 : counted.AlwaysTrained);
            method.Apply(model, generator);
            var trained = PeftMethod.Trainable(model);
            var inserted = Sum(trained.Where(p => !own.Contains(p.name)));
            rows.Add(
                new ParameterRow(
                    counted.Paper,
                    counted.Name,
                    row,
                    Sum(trained),
                    counted.TotalHasModules ? bare + inserted : bare,
                    formula,
                    inserted,
                    printed.GetValueOrDefault((counted.Name, row))
                )
            );
            model.Clear();
        }
        return rows;
    }

    private static long Sum(IEnumerable<(string name, Parameter parameter)> parameters) =>
        parameters.Sum(p => p.parameter.numel());

    private static UserErrorException Unknown(string kind, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        return new(
            $"there is no {kind} '{name}'; did you mean {NearestName.Of(name, names)}? There are {string.Join(", ", names)}.",
            UserErrorException.BadUsage
        );
    }
}

/// <summary>Reads <c>paper/&lt;paper&gt;/reference/parameters.csv</c>.</summary>
internal static class PrintedCounts
{
    /// <summary>By backbone and row. A count in millions is preferred; where a table prints percentages only, these.</summary>
    /// <param name="folder">Holds a folder a paper.</param>
    public static IReadOnlyDictionary<(string Backbone, string Method), PrintedCount> Read(string folder, string paper)
    {
        // backbone,method,trainable,percent,printed_m,printed_percent,printed_mark,assumption; only the last column is quoted.
        var file = Path.Combine(folder, paper, "reference", "parameters.csv");
        var found = new Dictionary<(string, string), PrintedCount>();
        foreach (var cells in File.Exists(file) ? File.ReadLines(file).Skip(1).Select(line => line.Split(',', 8)) : [])
            if (cells[4].Length > 0 || cells[5].Length > 0)
                found[(cells[0], cells[1])] =
                    cells[4].Length > 0
                        ? new PrintedCount(double.Parse(cells[4], CultureInfo.InvariantCulture), "million", cells[6])
                        : new PrintedCount(double.Parse(cells[5], CultureInfo.InvariantCulture), "percent", cells[6]);
        return found;
    }
}
