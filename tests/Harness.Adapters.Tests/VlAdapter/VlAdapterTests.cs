using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Adapters.VlAdapter;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.VlAdapter;

/// <summary>VL-Adapter's set-up on a CLIP-BART in miniature: every module, single and multiple, with and without routing.</summary>
public class VlAdapterTests
{
    private static readonly ClipBartConfig Config = new()
    {
        Name = "clip-bart-tiny",
        VocabSize = 40,
        DModel = 16,
        EncoderLayers = 2,
        DecoderLayers = 2,
        EncoderFfnDim = 24,
        DecoderFfnDim = 24,
        EncoderAttentionHeads = 4,
        DecoderAttentionHeads = 4,
        MaxPositionEmbeddings = 20,
        InitStd = 0.3,
        FeatDim = 12,
    };

    // Trains beside every method: 12 + 5 inputs with a bias each, two norms, two image orders.
    private static readonly long VisualEmbedding = (12 + 1 + 2 + 5 + 1 + 2 + 2) * 16;

    private static readonly Tensor Ids = tensor(new long[] { 5, 9, 17, 3, 8, 2, 8, 30, 2, 1, 1, 1 }).reshape(2, 6);
    private static readonly Tensor Labels = tensor(new long[] { 7, 12, 2, 22, 2, -100 }).reshape(2, 3);

    private static ClipBart Bare()
    {
        using var generator = new Generator(1);
        return new ClipBart(Config, generator, dtype: ScalarType.Float64);
    }

    private static ClipBart With(VlAdapterMethod method, bool perturbed = true)
    {
        var model = Bare();
        using var generator = new Generator(2);
        method.Apply(model, generator);
        using var frozen = no_grad();
        foreach (var (_, parameter) in PeftMethod.Trainable(model))
            if (perturbed)
                parameter.add_(randn(parameter.shape, dtype: parameter.dtype, generator: generator) * 0.1);
        return model;
    }

    // Different pictures give different features, so a routed model answers differently where a plain one does not.
    private static Tensor Logits(ClipBart model, int task = 0, double picture = 1)
    {
        using var generator = new Generator(9);
        var cells = randn(2, 4, Config.FeatDim, dtype: ScalarType.Float64, generator: generator);
        var feature = randn(2, 1, Config.DModel, dtype: ScalarType.Float64, generator: generator) * picture;
        using var context = new PassContext { Task = task, RoutingFeature = feature };
        return model.Forward(Ids, null, cells, Labels, context).Logits;
    }

    public static TheoryData<VlAdapterMethod> Settings
    {
        get
        {
            var all = new TheoryData<VlAdapterMethod>();
            foreach (var module in new[] { VlModule.Adapter, VlModule.Compacter, VlModule.Lora })
            foreach (var tasks in new[] { 1, 4 })
            foreach (
                var function in new[]
                {
                    RoutingFunction.None,
                    RoutingFunction.ElementMul,
                    RoutingFunction.ElementAdd,
                    RoutingFunction.Vllora,
                    RoutingFunction.ElementMulExpand,
                }
            )
                all.Add(
                    new VlAdapterMethod
                    {
                        Module = module,
                        Tasks = tasks,
                        R = 4,
                        Routing = function,
                    }
                );
            all.Add(
                new VlAdapterMethod
                {
                    Tasks = 4,
                    R = 4,
                    SharingUp = true,
                    Routing = RoutingFunction.ElementMul,
                }
            );
            all.Add(new VlAdapterMethod { Module = VlModule.None, TrainLayerNorm = false });
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_runs_trains_what_it_counts_and_reads_the_picture_where_it_routes(VlAdapterMethod method)
    {
        var model = With(method);
        var trained = PeftMethod.Trainable(model);
        Assert.Equal(method.ClosedForm(Bare()) + VisualEmbedding, trained.Sum(p => p.parameter.numel()));
        var logits = Logits(model);
        Assert.Equal([2, 3, Config.VocabSize], logits.shape);
        Assert.True(isfinite(logits).all().item<bool>());
        Assert.Equal(method.Routing == RoutingFunction.None, allclose(logits, Logits(model, picture: -0.5), rtol: 1e-9));
        Assert.Equal(method.Tasks == 1, allclose(logits, Logits(model, task: method.Tasks - 1), rtol: 1e-9));

        Seq2SeqLabels.MeanLoss(logits, Labels).backward();
        foreach (var (name, parameter) in trained.Where(p => !p.name.Contains(".tasks.") || p.name.Contains(".tasks.0.")))
            Assert.True(parameter.grad is not null, name);
    }

    [Fact]
    public void Lora_starts_as_the_backbone_with_the_published_scale_and_dropout()
    {
        var method = new VlAdapterMethod { Module = VlModule.Lora, R = 128 };
        Assert.Equal((32, 0.1), (method.LoraAlpha, method.LoraDropout));
        Assert.True(allclose(Logits(With(method with { R = 4 }, perturbed: false)), Logits(Bare())));
    }

    [Fact]
    public void Modules_stand_after_every_sub_layer_and_share_only_what_is_asked()
    {
        static int Count<T>(ClipBart model) => model.modules().OfType<T>().Distinct().Count();
        Assert.Equal(2 * 2 + 2 * 3, With(new VlAdapterMethod { R = 4 }).HiddenSites.Count(s => s.Adapter is RoutedAdapter));
        Assert.Equal(
            10 * 2 * 4,
            Count<PhmLinear>(
                With(
                    new VlAdapterMethod
                    {
                        R = 4,
                        Module = VlModule.Compacter,
                        Tasks = 4,
                    }
                )
            )
        );
        Assert.Equal(
            10 * (4 + 1),
            Count<PhmLinear>(
                With(
                    new VlAdapterMethod
                    {
                        R = 4,
                        Module = VlModule.Compacter,
                        Tasks = 4,
                        SharingUp = true,
                    }
                )
            )
        );
    }

    [Fact]
    public void What_trains_beside_the_modules_depends_on_them()
    {
        static IEnumerable<string> Own(VlAdapterMethod method) => PeftMethod.Trainable(With(method)).Select(p => p.name);
        var (adapter, lora) = (
            Own(new VlAdapterMethod { R = 4 }).ToList(),
            Own(new VlAdapterMethod { R = 4, Module = VlModule.Lora }).ToList()
        );
        Assert.Contains("model.encoder.layers.0.final_layer_norm.weight", adapter);
        Assert.DoesNotContain("model.encoder.layers.0.fc1.bias", adapter);
        Assert.Contains("model.encoder.layers.0.fc1.bias", lora);
        Assert.DoesNotContain("model.encoder.layers.0.final_layer_norm.weight", lora);
        Assert.All([adapter, lora], names => Assert.Contains(names, n => n.Contains("visual_embedding")));
    }

    [Fact]
    public void An_unknown_task_and_merging_a_bank_are_refused()
    {
        var model = With(
            new VlAdapterMethod
            {
                Module = VlModule.Lora,
                R = 4,
                Tasks = 2,
            }
        );
        Assert.Contains(
            "task 2; there are modules for the tasks 0 to 1",
            Assert.Throws<InvalidOperationException>(() => Logits(model, task: 2)).Message
        );
        Assert.Contains(
            "task",
            Assert.Throws<InvalidOperationException>(() => model.Projections.First(p => p.Delta is not null).Merge()).Message
        );
    }
}
