using Harness.Data;
using Harness.Data.Pictures;
using Harness.Data.Pictures.Preprocessing;
using Harness.Data.Scenes;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.VitText;

/// <summary>
/// Pictures of pre-training scenes with what an annotation of the picture would say. Shapes for N pictures of P patches: pixels [N, 3, S, S] (bytes);
/// what each patch shows [N, P] (a name's number, or the number after the last for the background); names present [N, names]; how many of each category
/// [N, categories]; which categories stand in which ninth of the picture [N, 9·categories]; colour of the background [N].
/// </summary>
internal sealed class PicturePool : IDisposable
{
    /// <summary>Rows and columns of the coarse layout.</summary>
    public const int Cells = 3;

    private readonly IReadOnlyList<string> names;

    /// <param name="first">Number of the first scene in the pre-training stream.</param>
    /// <param name="side">Of a picture, in pixels.</param>
    /// <param name="patch">Side of a patch, in pixels.</param>
    public PicturePool(StampScenes data, ulong first, int count, int side, int patch)
    {
        names = data.Sprites.Names();
        var (name, category) = (Numbers(names), Numbers(data.Sprites.Categories));
        var colour = Numbers([.. SceneRules.Backgrounds.Select(b => b.Word)]);
        var grid = side / patch;
        var pixels = new byte[count * 3 * side * side];
        var patches = new long[count * grid * grid];
        var (present, counts) = (new float[count * names.Count], new long[count * category.Count]);
        var (cells, colours) = (new float[count * Cells * Cells * category.Count], new long[count]);
        for (var i = 0; i < count; i++)
        {
            var scene = data.PretrainingScene(first + (ulong)i);
            Pixels(PictureResize.Resize(data.Picture(scene), side, side, PictureFilter.Bilinear), pixels, i);
            colours[i] = colour[scene.Background];
            Array.Fill(patches, names.Count, i * grid * grid, grid * grid);
            foreach (var o in scene.Objects)
            {
                var kind = category[o.Sprite.Category];
                present[i * names.Count + name[o.Sprite.Name]] = 1;
                counts[i * category.Count + kind]++;
                cells[(i * Cells * Cells + Cells * Cell(o.Box.CentreY) + Cell(o.Box.CentreX)) * category.Count + kind] = 1;
                for (var y = 0; y < grid; y++)
                for (var x = 0; x < grid; x++)
                    if (Holds(o.Box, (x + 0.5f) / grid, (y + 0.5f) / grid))
                        patches[(i * grid + y) * grid + x] = name[o.Sprite.Name];
            }
        }
        Pixel = tensor(pixels).view(count, 3, side, side).DetachFromDisposeScope();
        Patches = tensor(patches).view(count, -1).DetachFromDisposeScope();
        Present = tensor(present).view(count, -1).DetachFromDisposeScope();
        Counts = tensor(counts).view(count, -1).DetachFromDisposeScope();
        Layout = tensor(cells).view(count, -1).DetachFromDisposeScope();
        Colours = tensor(colours).DetachFromDisposeScope();

        static int Cell(float at) => Math.Min(Cells - 1, (int)(at * Cells));
        static bool Holds(Box box, float x, float y) => x >= box.X1 && x < box.X2 && y >= box.Y1 && y < box.Y2;
    }

    public Tensor Pixel { get; }
    public Tensor Patches { get; }
    public Tensor Present { get; }
    public Tensor Counts { get; }
    public Tensor Layout { get; }
    public Tensor Colours { get; }

    public int Count => (int)Colours.shape[0];

    public void Dispose()
    {
        foreach (var part in new[] { Pixel, Patches, Present, Counts, Layout, Colours })
            part.Dispose();
    }

    private static Dictionary<string, int> Numbers(IReadOnlyList<string> words) =>
        words.Index().ToDictionary(w => w.Item, w => w.Index);

    // Row-major triples to one plane a channel.
    private static void Pixels(Picture picture, byte[] all, int row)
    {
        var plane = picture.Width * picture.Height;
        for (var c = 0; c < 3; c++)
        for (var p = 0; p < plane; p++)
            all[(row * 3 + c) * plane + p] = picture.Rgb[3 * p + c];
    }
}
