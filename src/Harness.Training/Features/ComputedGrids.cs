using Harness.Backbones.ClipModels;
using Harness.Data.Pictures;
using Harness.Data.Pictures.Preprocessing;
using Harness.Data.Regions;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// Grid features as <see cref="GridFiles"/> reads them, computed here by CLIP's residual network from pictures stretched to its size: a file a picture, so that
/// a stopped call goes on, and no more than a batch is in memory.
/// </summary>
public static class ComputedGrids
{
    private const int BatchSize = 16;

    /// <param name="folder">Gets <c>NAME.h5</c> with <c>NAME/features</c> [side², f].</param>
    /// <param name="pictures">Name of each picture's file, and the picture.</param>
    /// <param name="open">Opens the network; called only where there is something to compute.</param>
    public static void Write(string folder, IReadOnlyList<(string Name, Func<Picture> Read)> pictures, Func<ClipResNet> open)
    {
        List<(string Name, Func<Picture> Read)> missing = [.. pictures.Where(p => !File.Exists(In(folder, p.Name)))];
        if (missing.Count == 0)
            return;
        Directory.CreateDirectory(folder);
        using var noGrad = no_grad();
        using var tower = open();
        tower.eval();
        var size = (int)tower.Config.ImageSize;
        var preprocessor = PicturePreprocessor.ClipGrid with { Size = (size, size) };
        foreach (var batch in missing.Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var pixels = preprocessor.Batch([.. batch.Select(p => p.Read())]).to(tower.parameters().First().device);
            var cells = tower.Grid(pixels).flatten(2).transpose(1, 2).cpu(); // [B, side², f]
            for (var i = 0; i < batch.Length; i++)
                Hdf5RegionFile.Write(
                    In(folder, batch[i].Name),
                    new Cells(batch[i].Name, (int)cells.shape[1], cells[i].contiguous().data<float>().ToArray())
                );
        }
    }

    private static string In(string folder, string name) => Path.Combine(folder, $"{name}.h5");

    private sealed class Cells(string name, int count, float[] features) : IRegionFile
    {
        public string Path => name;

        public IReadOnlyList<string> Ids => [name];

        public PictureRegions Read(string id)
        {
            var side = (int)Math.Sqrt(count);
            return new PictureRegions(
                side,
                side,
                features,
                [
                    .. Enumerable
                        .Range(0, count)
                        .SelectMany(i => new[] { i % side, i / side, i % side + 1, i / side + 1 }.Select(c => (float)c / side)),
                ]
            );
        }

        public void Dispose() { }
    }
}
