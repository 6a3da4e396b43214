using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// What a frozen vision model says about P pictures, computed once and kept in a file named by what decides it: pooled vectors [P, 1, d], all
/// states [P, N, d], or cells of a grid.
/// </summary>
public sealed class PictureFeatures : IPictureSource
{
    private const string Column = "features";
    private const int PicturesAtATime = 100;

    private readonly PictureTable table;

    private PictureFeatures(PictureTable table) => this.table = table;

    /// <summary>[P, V, d].</summary>
    public Tensor Features => table[Column];

    /// <summary>Bytes [B, 3, S, S] as the published preprocessor gives them: −1 to 1.</summary>
    public static Tensor Normalised(Tensor bytes) => bytes.to(ScalarType.Float32) / 127.5 - 1;

    /// <summary>Loads the features from <paramref name="file"/> when it holds these pictures, else computes and saves them.</summary>
    public static PictureFeatures LoadOrCompute(
        string file,
        IReadOnlyList<string> pictureIds,
        Func<string, Picture> picture,
        Func<IPictureReader> open
    ) =>
        new(
            PictureTable.LoadOrCompute(
                file,
                pictureIds,
                [Column],
                () =>
                {
                    using var reader = open();
                    return Compute(pictureIds, picture, reader).table;
                }
            )
        );

    /// <summary>Reads every picture, without a gradient.</summary>
    public static PictureFeatures Compute(IReadOnlyList<string> pictureIds, Func<string, Picture> picture, IPictureReader reader)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        foreach (var ids in pictureIds.Chunk(PicturesAtATime))
        {
            using var chunk = NewDisposeScope();
            features.Add(reader.Read([.. ids.Select(picture)]).MoveToOuterDisposeScope());
        }
        return new PictureFeatures(new PictureTable(pictureIds, (Column, cat(features.ToArray()))));
    }

    /// <summary>One table of several; these are disposed.</summary>
    public static PictureFeatures Join(IReadOnlyList<PictureFeatures> parts) =>
        new(PictureTable.Join([.. parts.Select(p => p.table)]));

    /// <inheritdoc/>
    public Tensor Of(IEnumerable<string> pictureIds) => table.Of(Column, pictureIds);

    public void Dispose() => table.Dispose();
}
