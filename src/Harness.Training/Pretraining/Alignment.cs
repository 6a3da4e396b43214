using Harness.Backbones.VlT5Models;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>
/// Where a small VL-T5 begins: words and regions of one thing are alike and attention is between alike vectors, so that a name finds its region, and
/// relative positions count from the start, so that it is told which of two names comes first. From small random weights neither is learnt within thousands of steps: biases of positions grow
/// too slowly, and size, sides and heights of named things stay at chance.
/// </summary>
public static class Alignment
{
    /// <summary>Standard deviation of the encoder's first relative-position biases.</summary>
    private const double PositionStd = 1.5;

    private const ulong PositionSeed = 5;

    /// <summary>Changes the model's initial weights in place.</summary>
    public static void Begin(VlT5 model, WordTokenizer tokenizer, ScenePool pool)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(PositionSeed);
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (
            var (name, query) in weights.Where(w => w.Key.StartsWith("encoder.") && w.Key.EndsWith("SelfAttention.q.weight"))
        )
        {
            var key = weights[name.Replace(".q.", ".k.")];
            key.copy_(query * (key.std() / query.std()));
        }
        weights["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"].normal_(0, PositionStd, generator);
        var (table, seen) = (weights["shared.weight"], weights["encoder.visual_embedding.feat_embedding.0.weight"]);
        var regions = pool.Features.Features.flatten(0, 1);
        foreach (var (name, rows) in RowsByName(pool))
        {
            // The projected mean feature of a name, as long as a drawn vector.
            var vector = seen.matmul(regions.index_select(0, tensor(rows)).mean([0L]));
            var length = model.Config.EmbeddingInitStd!.Value * Math.Sqrt(model.Config.DModel);
            table[PretrainBatch.Id(tokenizer, name)].copy_(vector / vector.norm() * length);
        }
    }

    private static IEnumerable<(string Name, long[] Rows)> RowsByName(ScenePool pool)
    {
        var count = pool.RegionObjects[0].Count;
        return from scene in Enumerable.Range(0, pool.Scenes.Count)
            from region in Enumerable.Range(0, count)
            let shown = pool.RegionObjects[scene][region]
            where shown >= 0
            group (long)scene * count + region by pool.Scenes[scene].Objects[shown].Sprite.Name into rows
            select (rows.Key, rows.ToArray());
    }
}
