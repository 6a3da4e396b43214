using Harness.Backbones.ClipModels;
using Harness.Data.Files;
using Harness.Data.Hdf5;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// Grid features computed elsewhere, as VL-Adapter lays them out: an HDF5 file a picture, <c>NAME.h5</c> with a table <c>NAME/features</c> [side², f] (7×7
/// cells of 2048 numbers), max-pooled to 6×6 cells as they are read. They are read a batch at a time: those of the papers' sets do not fit into memory.
/// </summary>
/// <param name="folders">Of each task, where its pictures' files may lie.</param>
public sealed class GridFiles(IReadOnlyDictionary<string, IReadOnlyList<string>> folders) : IFeatureSource
{
    private const int Side = 6;

    /// <summary>[B, 36, f].</summary>
    /// <exception cref="BadFileException">A file is missing, damaged or of another size than the others.</exception>
    public (Tensor Features, Tensor? Boxes) Of(IReadOnlyList<string> pictureIds)
    {
        var grids = pictureIds.Select(id => (Id: id, Grid: Read(id))).ToList();
        var shape = grids[0].Grid.Shape;
        if (grids.FindIndex(g => !g.Grid.Shape.SequenceEqual(shape)) is >= 0 and var odd)
            throw new BadFileException(
                $"grid features of '{grids[odd].Id}' are [{string.Join(", ", grids[odd].Grid.Shape)}], those of '{grids[0].Id}' [{string.Join(", ", shape)}]; all must be alike."
            );
        var side = (long)Math.Sqrt(shape[0]);
        var values = new float[grids.Count * grids[0].Grid.Values.Length];
        for (var i = 0; i < grids.Count; i++)
            grids[i].Grid.Values.CopyTo(values, i * grids[0].Grid.Values.Length);
        var cells = tensor(values).view(grids.Count, side, side, shape[1]);
        return (ClipResNet.Cells(cells.permute(0, 3, 1, 2), Side), null);
    }

    public void Check(IEnumerable<string> pictureIds, long width)
    {
        string[] needed = [.. pictureIds.Distinct()];
        string[] missing = [.. needed.Where(id => Found(id) is null)];
        if (missing.Length > 0)
            throw new BadFileException(
                $"grid features of {missing.Length} of {needed.Length} pictures are missing, the first is '{missing[0]}'; looked for {Name(missing[0])}.h5 in {string.Join(", ", Folders(missing[0]))}."
            );
        if (needed.Length > 0 && Read(needed[0]).Shape[1] is var found && found != width)
            throw new BadFileException(
                $"{Found(needed[0])} describes a cell by {found} numbers, and the backbone reads {width}."
            );
    }

    public void Dispose() { }

    private (long[] Shape, float[] Values) Read(string id)
    {
        var path = Found(id) ?? throw new BadFileException($"{Name(id)}.h5 is in none of {string.Join(", ", Folders(id))}.");
        using var file = Hdf5File.Open(path);
        var (shape, values) = file.Read($"{Name(id)}/features");
        return shape is [> 0, > 0] && Math.Sqrt(shape[0]) % 1 == 0
            ? (shape, values)
            : throw new BadFileException(
                $"{path}: features are [{string.Join(", ", shape)}]; a square grid of cells is wanted, [side², f]."
            );
    }

    private string? Found(string id) => Folders(id).Select(f => Path.Combine(f, Name(id) + ".h5")).FirstOrDefault(File.Exists);

    private IReadOnlyList<string> Folders(string id) => folders[id[..id.IndexOf(':')]];

    /// <summary>A file's name without its ending: a caption's picture is a file below its split's folder, the features know it by its name alone.</summary>
    public static string Name(string id) => Path.GetFileNameWithoutExtension(id[(id.IndexOf(':') + 1)..]);
}
