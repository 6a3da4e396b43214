using System.Collections.Concurrent;
using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Data;
using Harness.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Cli;

/// <summary>Counts what methods train, on shapes alone: each backbone is built once, on the META device, so no weight is allocated.</summary>
internal static class ParameterCounts
{
    /// <summary>The papers that are counted, in order.</summary>
    public static IReadOnlyList<string> Papers => ["mixphm", "routing"];

    /// <summary>The rows of the papers' comparisons, in their order.</summary>
    /// <param name="paper">Null: both, unless the backbone decides.</param>
    /// <param name="backbone">A name, or what begins several of them (<c>roberta</c>); null: every one of the papers' tables.</param>
    /// <param name="method">A row's name, or what begins several of them (<c>lora</c> for <c>lora-r64</c>, …), or a method of configurations; null for all.</param>
    /// <param name="sweep">Also the grids of sizes and of shared parts, and further models.</param>
    /// <exception cref="UserErrorException">An unknown name; exit code 2.</exception>
    public static IReadOnlyList<ParameterRow> Of(string? paper, string? backbone, string? method, bool sweep = false)
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
        var printed = Papers.ToDictionary(p => p, PrintedCounts.Read);
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
        IReadOnlyDictionary<(string, string), PrintedCount> none = new Dictionary<(string, string), PrintedCount>();
        var problems = new List<string>();
        var rows = new List<ParameterRow>();
        foreach (var counted in CountedBackbone.All.Where(b => backbone is null ? b.Listed : b.Name == backbone))
        {
            using var scope = NewDisposeScope();
            if (own.Validate(counted.Build()) is { Count: > 0 } misfit)
                problems.AddRange(misfit);
            else
                rows.AddRange(Count(counted, [new CatalogueEntry(method, own)], none));
        }
        return rows.Count > 0
            ? rows
            : throw new UserErrorException(
                $"{method} fits no backbone: {problems.FirstOrDefault("there is none of that name")}",
                UserErrorException.BadUsage
            );
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
        using var generator = new Generator(0); // draws nothing on shapes
        var model = new CountingBackbone(counted.Build());
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
