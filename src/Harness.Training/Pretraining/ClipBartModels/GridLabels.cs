using Harness.Data.Scenes;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>
/// What the cells of scenes show. Cells are numbered scene by scene, row by row. A row an object, at the cell that holds its centre (several objects may
/// share one): <paramref name="Cells"/>, <paramref name="Names"/>, <paramref name="Categories"/>, <paramref name="Sizes"/> [N], and
/// <paramref name="Offsets"/> [N, 2], the centre within its cell, −½ to ½. <paramref name="Empty"/> [M] are the cells without a centre,
/// <paramref name="Colours"/> [B·side²] the backgrounds, <paramref name="Words"/> [B, W] how often a scene's sentence says each word.
/// </summary>
internal sealed record GridLabels(
    Tensor Cells,
    Tensor Names,
    Tensor Categories,
    Tensor Sizes,
    Tensor Offsets,
    Tensor Empty,
    Tensor Colours,
    Tensor Words
)
{
    /// <param name="side">Cells along a side.</param>
    public static GridLabels Of(IReadOnlyList<Scene> scenes, SpriteSet sprites, int side)
    {
        var names = sprites.Names().Index().ToDictionary(p => p.Item, p => p.Index);
        var categories = sprites.Categories.Index().ToDictionary(p => p.Item, p => p.Index);
        var colours = SceneRules.Backgrounds.Select(b => b.Word).Index().ToDictionary(p => p.Item, p => p.Index);
        var (cells, named, kinds, sizes, offsets) = (
            new List<long>(),
            new List<long>(),
            new List<long>(),
            new List<long>(),
            new List<float>()
        );
        var words = new float[scenes.Count * (names.Count + colours.Count)];
        for (var s = 0; s < scenes.Count; s++)
        {
            words[s * (names.Count + colours.Count) + names.Count + colours[scenes[s].Background]] = 1;
            foreach (var item in scenes[s].Objects)
            {
                var (x, y) = (side * item.Box.CentreX, side * item.Box.CentreY);
                var (column, row) = (Math.Min(side - 1, (int)x), Math.Min(side - 1, (int)y));
                cells.Add((long)(s * side + row) * side + column);
                named.Add(names[item.Sprite.Name]);
                kinds.Add(categories[item.Sprite.Category]);
                sizes.Add(item.Big ? 1 : 0);
                offsets.AddRange([x - column - 0.5f, y - row - 0.5f]);
                words[s * (names.Count + colours.Count) + names[item.Sprite.Name]]++;
            }
        }
        var empty = Enumerable.Range(0, scenes.Count * side * side).Select(c => (long)c).Except(cells).ToArray();
        var behind = scenes.SelectMany(s => Enumerable.Repeat((long)colours[s.Background], side * side)).ToArray();
        return new GridLabels(
            Long(cells),
            Long(named),
            Long(kinds),
            Long(sizes),
            tensor(offsets.ToArray()).view(-1, 2),
            tensor(empty),
            tensor(behind),
            tensor(words).view(scenes.Count, -1)
        );

        static Tensor Long(List<long> values) => tensor(values.ToArray());
    }
}
