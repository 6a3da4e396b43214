using Harness.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// What a frozen model says about P pictures: named tensors [P, …] with a row a picture, kept in a file named by what decides them.
/// </summary>
public sealed class PictureTable : IDisposable
{
    private readonly IReadOnlyList<string> pictureIds;
    private readonly (string Name, Tensor Values)[] columns;
    private readonly Dictionary<string, long> rows;

    /// <param name="pictureIds">One a row. Splits may share pictures; their rows are the same, and the first counts.</param>
    /// <param name="columns">The caller's until now; disposed with this.</param>
    public PictureTable(IReadOnlyList<string> pictureIds, params (string Name, Tensor Values)[] columns)
    {
        (this.pictureIds, this.columns) = (pictureIds, columns);
        rows = pictureIds.Index().DistinctBy(p => p.Item).ToDictionary(p => p.Item, p => (long)p.Index);
        foreach (var (_, values) in columns)
            values.DetachFromDisposeScope();
    }

    /// <summary>A whole column.</summary>
    public Tensor this[string column] => columns.Single(c => c.Name == column).Values;

    /// <summary>A column's rows of these pictures, repetitions allowed.</summary>
    public Tensor Of(string column, IEnumerable<string> pictureIds) =>
        this[column].index_select(0, tensor(pictureIds.Select(id => rows[id]).ToArray()));

    /// <summary>Loads columns from <paramref name="file"/> when it holds them for as many pictures, else computes and saves them.</summary>
    public static PictureTable LoadOrCompute(
        string file,
        IReadOnlyList<string> pictureIds,
        string[] columns,
        Func<PictureTable> compute
    )
    {
        if (File.Exists(file))
        {
            using var saved = SafetensorsFile.Open(file);
            if (columns.All(saved.Contains) && saved.Entry(columns[0]).Shape[0] == pictureIds.Count)
                return new PictureTable(pictureIds, [.. columns.Select(c => (c, saved.Read(c)))]);
        }
        var computed = compute();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        SafetensorsWriter.Write(file, computed.columns);
        return computed;
    }

    /// <summary>One table of several with the same columns; these are disposed.</summary>
    public static PictureTable Join(IReadOnlyList<PictureTable> tables)
    {
        if (tables.Count == 1)
            return tables[0];
        var joined = new PictureTable(
            [.. tables.SelectMany(t => t.pictureIds)],
            [.. tables[0].columns.Select(c => (c.Name, cat(tables.Select(t => t[c.Name]).ToArray())))]
        );
        foreach (var table in tables)
            table.Dispose();
        return joined;
    }

    public void Dispose()
    {
        foreach (var (_, values) in columns)
            values.Dispose();
    }
}
