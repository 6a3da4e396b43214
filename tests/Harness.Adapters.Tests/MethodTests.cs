using Harness.Adapters.Bottleneck;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests;

/// <summary>What the law battery does not ask of every method, on a tiny T5.</summary>
public class MethodTests
{
    public static TheoryData<string> Every => [.. PeftMethods.Names];

    public static TheoryData<PeftMethod> Variants =>
        [
            new MixPhmMethod { ReductionFactor = 2, SharedPhmRule = false },
            new MixPhmMethod { ReductionFactor = 2, SharingDown = false },
            new MixPhmMethod
            {
                ReductionFactor = 2,
                SharingDown = false,
                SharingUp = true,
                FactorizedPhm = false,
            },
            new MixPhmMethod
            {
                ReductionFactor = 2,
                FactorizedPhmRule = true,
                NumExperts = 3,
            },
            new MixPhmMethod
            {
                ReductionFactor = 2,
                SharedPhmRule = false,
                FactorizedPhmRule = true,
                ExpertLayout = ExpertLayout.Pairs,
            },
            new MixPhmMethod { ReductionFactor = 2, AddGate = true },
            new MixPhmMethod
            {
                ReductionFactor = 2,
                LearnPhm = false,
                TargetSites = ["after_self_attention"],
            },
            new MixPhmMethod { ReductionFactor = 2, Stacks = ["decoder"] },
            new CompacterMethod
            {
                ReductionFactor = 3,
                HypercomplexDivision = 2,
                PhmRank = 1,
                SharedPhmRule = false,
            },
            new LoraMethod
            {
                R = 3,
                TargetModules = ["q", "wo"],
                UseRsLora = true,
            },
            new AdaMixMethod
            {
                ReductionFactor = 6,
                SharingDown = true,
                SharingUp = false,
            },
            new RoutingLoraMethod { R = 16, SplitType = SplitKind.Split },
            new RoutingLoraMethod
            {
                R = 16,
                SplitType = SplitKind.SplitMergeRes,
                TrainLayerNorm = false,
            },
            new RoutingLoraMethod
            {
                R = 16,
                SplitType = SplitKind.SplitAttn,
                Stacks = ["encoder"],
            },
            new RoutingAdapterMethod { R = 4, SharedPerBlock = true },
            new HoulsbyMethod
            {
                ReductionFactor = 6,
                TargetSites = ["after_self_attention", "after_cross_attention", "after_feed_forward"],
            },
        ];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Enumeration_equals_the_closed_form_for_variants(PeftMethod method) =>
        Assert.Equal(method.ClosedForm(Tiny.Backbone()), PeftMethod.Trainable(Tiny.With(method)).Sum(p => p.parameter.numel()));

    /// <summary>A BART block owns three sites, so the second and third adapter are registered under longer names.</summary>
    [Fact]
    public void Several_adapters_of_one_owner_all_train()
    {
        string[] all = ["after_self_attention", "after_cross_attention", "after_feed_forward"];
        PeftMethod[] methods =
        [
            new HoulsbyMethod { ReductionFactor = 4, TargetSites = all },
            new AdaMixMethod { ReductionFactor = 4, TargetSites = all },
            new CompacterMethod
            {
                ReductionFactor = 4,
                PhmRank = 1,
                TargetSites = all,
            },
            new MixPhmMethod
            {
                ReductionFactor = 4,
                PhmRank = 1,
                TargetSites = all,
            },
            new RoutingAdapterMethod { R = 4, TargetSites = all },
        ];
        foreach (var method in methods)
        {
            using var generator = new Generator(1);
            var model = new Bart(
                new BartConfig
                {
                    VocabSize = 20,
                    DModel = 16,
                    EncoderLayers = 1,
                    DecoderLayers = 1,
                    EncoderFfnDim = 8,
                    DecoderFfnDim = 8,
                    EncoderAttentionHeads = 2,
                    DecoderAttentionHeads = 2,
                    MaxPositionEmbeddings = 8,
                },
                generator
            );
            method.Apply(model, generator);
            Assert.Equal(method.ClosedForm(model), PeftMethod.Trainable(model).Sum(p => p.parameter.numel()));
            Assert.Equal(5, model.HiddenSites.Count(s => s.Adapter is not null));
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void What_is_attached_can_be_taken_off_again(string name)
    {
        var model = Tiny.Backbone();
        var before = model.named_parameters().Select(p => p.name).ToList();
        using var generator = new Generator(2);
        Sized(name).Apply(model, generator);
        foreach (var projection in model.Projections)
            projection.Detach();
        foreach (var site in model.HiddenSites)
            site.Detach();
        foreach (var part in model.Biasables)
            part.RemoveAddedBias();
        Assert.Equal(before, model.named_parameters().Select(p => p.name).Where(n => !PhmRule.IsName(n)));
        var bare = Tiny.Logits(Tiny.Backbone(), PassContext.Inference());
        Assert.True(Tiny.Logits(model, PassContext.Inference()).Equals(bare));
    }

    [Fact]
    public void A_second_method_on_the_same_sites_is_refused()
    {
        var model = Tiny.With(Sized("pfeiffer"));
        using var generator = new Generator(1);
        var error = Assert.Throws<InvalidOperationException>(() => Sized("mixphm").Apply(model, generator));
        Assert.Contains("already carries an adapter", error.Message);
    }

    /// <summary>The method at a size that fits d = 24.</summary>
    internal static PeftMethod Sized(string name) =>
        PeftMethods.Create(
            name,
            name switch
            {
                "full" or "bitfit" => [],
                "routing_lora" => new Dictionary<string, object?>
                {
                    ["r"] = 4,
                    ["lora_alpha"] = 4,
                    ["routing"] = "vllora",
                },
                "routing_adapter" => new Dictionary<string, object?> { ["r"] = 4 },
                "vl_adapter" => new Dictionary<string, object?>
                {
                    ["r"] = 4,
                    ["tasks"] = 2,
                    ["routing"] = "element_mul",
                },
                "lora" => new Dictionary<string, object?> { ["r"] = 2, ["lora_alpha"] = 4 },
                "mixphm" or "compacter" => new Dictionary<string, object?>
                {
                    ["reduction_factor"] = 2,
                    ["phm_rank"] = 2,
                    ["phm_init_range"] = 0.3,
                },
                _ => new Dictionary<string, object?> { ["reduction_factor"] = 4 },
            }
        );
}
