using Harness.Adapters.AnyModel;
using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.AnyModel;

/// <summary>Models as a user would write them, with TorchSharp's own layers, and adapters on them.</summary>
public sealed class AdaptedModelTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public AdaptedModelTests() => manual_seed(3);

    public void Dispose() => scope.Dispose();

    /// <summary>A block with a list of layers, a layer that is used twice, and a sub-module that gives a tuple.</summary>
    private sealed class User : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers = new(nn.Linear(8, 8), nn.Linear(8, 8));
        private readonly Linear shared = nn.Linear(8, 8);
        private readonly Pair pair = new();
        private readonly Sequential nested = nn.Sequential(
            ("inner", nn.Sequential(("up", nn.Linear(8, 16)), ("act", nn.ReLU()), ("down", nn.Linear(16, 8)))),
            ("norm", nn.LayerNorm(8))
        );

        public User()
            : base(nameof(User)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            foreach (var layer in layers)
                x = nn.functional.gelu(layer.call(x));
            var (h, gate) = pair.call(shared.call(shared.call(x)));
            return nested.call(h * gate);
        }
    }

    private sealed class Pair : nn.Module<Tensor, (Tensor Hidden, Tensor Gate)>
    {
        private readonly Linear map = nn.Linear(8, 8);

        public Pair()
            : base(nameof(Pair)) => RegisterComponents();

        public override (Tensor Hidden, Tensor Gate) forward(Tensor x) => (map.call(x), x.sigmoid());
    }

    /// <summary>A small language model whose head is tied to its embedding.</summary>
    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding words = nn.Embedding(11, 8);
        private readonly Linear body = nn.Linear(8, 8);
        private readonly Linear head = nn.Linear(8, 11, hasBias: false);

        public Tied()
            : base(nameof(Tied))
        {
            head.weight = words.weight!;
            RegisterComponents();
        }

        public override Tensor forward(Tensor ids) => head.call(body.call(words.call(ids)));
    }

    private static readonly ModelSites Behind = new() { Hidden = ["pair", "inner", "shared"], Width = 8 };

    public static TheoryData<string> Methods => ["lora", "bitfit", "pfeiffer", "adamix", "compacter", "mixphm", "full"];

    private static PeftMethod Method(string name) =>
        name switch
        {
            "lora" => new LoraMethod { R = 2, TargetModules = [SiteSelection.AllLinear] },
            "bitfit" => new BitFitMethod(),
            "pfeiffer" => new PfeifferMethod { ReductionFactor = 2 },
            "adamix" => new AdaMixMethod { ReductionFactor = 2, NumExperts = 2 },
            "compacter" => new CompacterMethod
            {
                ReductionFactor = 2,
                HypercomplexDivision = 2,
                PhmRank = 1,
            },
            "mixphm" => new MixPhmMethod
            {
                ReductionFactor = 2,
                HypercomplexDivision = 2,
                PhmRank = 1,
                NumExperts = 2,
            },
            _ => new Harness.Adapters.Full.FullFinetuning(),
        };

    private static Dictionary<string, float[]> Values(nn.Module model) =>
        model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().data<float>().ToArray());

    private static void Step(nn.Module<Tensor, Tensor> model, Tensor x, int steps = 3)
    {
        var training = model.training;
        model.train();
        using var optimiser = optim.SGD(model.parameters().Where(p => p.requires_grad), 0.5);
        for (var i = 0; i < steps; i++)
        {
            optimiser.zero_grad();
            model.call(x).square().mean().backward();
            optimiser.step();
        }
        model.train(training);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_trains_what_its_formula_says_and_nothing_else_moves(string name)
    {
        using var model = new User();
        var before = Values(model);
        using var tuned = model.WithAdapter(Method(name), Behind, seed: 5);
        Assert.Equal(tuned.Method.ClosedForm(tuned.Backbone), tuned.TrainableParameters);
        var trains = PeftMethod.Trainable(tuned.Backbone).Select(p => p.name).ToHashSet();
        var start = Values(model);
        Step(model, randn(4, 8), 6);
        var after = Values(model);
        Assert.All(after.Keys.Where(k => !trains.Contains(k)), k => Assert.Equal(start[k], after[k]));
        Assert.Contains(trains, k => !start[k].SequenceEqual(after[k]));
        Assert.All(before.Keys.Where(k => !trains.Contains(k)), k => Assert.Equal(before[k], after[k]));
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("pfeiffer")]
    [InlineData("mixphm")]
    public void Switched_off_or_taken_off_the_model_is_what_it_was_bit_for_bit(string name)
    {
        using var model = new User();
        var x = randn(4, 8);
        model.eval();
        var names = model.state_dict().Keys.ToList();
        var trained = model.named_parameters().Select(p => p.parameter.requires_grad).ToList();
        var bare = model.call(x).data<float>().ToArray();
        var tuned = model.WithAdapter(Method(name), Behind);
        Step(model, x);
        Assert.NotEqual(bare, model.call(x).data<float>().ToArray());
        tuned.Enabled = false;
        Assert.Equal(bare, model.call(x).data<float>().ToArray());
        tuned.Enabled = true;
        tuned.Dispose();
        Assert.Equal(bare, model.call(x).data<float>().ToArray());
        Assert.Equal(names, model.state_dict().Keys);
        using (model.WithAdapter(Method(name), Behind)) { } // and again
        Assert.Equal(names, model.state_dict().Keys);
        Assert.Equal(trained, model.named_parameters().Select(p => p.parameter.requires_grad));
    }

    [Fact]
    public void LoRA_starts_as_the_model_and_a_shared_layer_carries_one_update()
    {
        using var model = new User();
        var x = randn(4, 8);
        var bare = model.call(x).data<float>().ToArray();
        using var tuned = model.WithAdapter(new LoraMethod { R = 2, TargetModules = ["shared", "^layers\\.\\d", "up"] });
        Assert.Equal(bare, model.call(x).data<float>().ToArray());
        Assert.Equal(3 * 2 * 16 + 2 * 24, tuned.TrainableParameters);
        Assert.Contains("layers.0.lora_A.weight", model.state_dict().Keys);
        var text = new StringWriter();
        tuned.PrintTrainableParameters(text);
        Assert.Equal(
            $"trainable params: 144 || all params: {tuned.Parameters} || trainable%: {14400.0 / tuned.Parameters:0.0000}\n",
            text.ToString()
        );
    }

    [Fact]
    public void Merged_it_gives_the_same_and_unmerged_the_weights_are_back_bit_for_bit()
    {
        using var model = new User();
        var x = randn(4, 8);
        using var tuned = model.WithAdapter(new LoraMethod { R = 2, TargetModules = [SiteSelection.AllLinear] });
        Step(model, x);
        model.eval();
        var (weights, open) = (Values(model), model.call(x));
        tuned.Merge();
        Assert.True(tuned.IsMerged);
        Assert.True(model.call(x).allclose(open, 1e-4, 1e-5));
        tuned.Unmerge();
        Assert.All(Values(model), p => Assert.Equal(weights[p.Key], p.Value));
    }

    [Fact]
    public void A_tied_weight_is_not_merged()
    {
        using var model = new Tied();
        using var tuned = model.WithAdapter(new LoraMethod { R = 2, TargetModules = ["head"] });
        var e = Assert.Throws<InvalidOperationException>(tuned.Merge);
        Assert.Contains("head shares its weight with words", e.Message);
        Assert.False(tuned.IsMerged);
    }

    [Fact]
    public void Of_several_adapters_one_is_active()
    {
        using var model = new User();
        var x = randn(4, 8);
        using var tuned = model.WithAdapter(Method("lora"), seed: 1);
        Step(model, x);
        model.eval();
        var first = model.call(x).data<float>().ToArray();
        tuned.Add("other", Method("pfeiffer"), Behind, seed: 2);
        model.train();
        Step(model, x);
        model.eval();
        var second = model.call(x).data<float>().ToArray();
        Assert.NotEqual(first, second);
        Assert.Equal(["default", "other"], tuned.Names);
        tuned.Activate("default");
        Assert.Equal(first, model.call(x).data<float>().ToArray());
        Assert.All(PeftMethod.Trainable(tuned.Backbone), p => Assert.Contains("lora_", p.name));
        tuned.Activate("other");
        Assert.Equal(second, model.call(x).data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => tuned.Activate("third"));
        Assert.Throws<ArgumentException>(() => tuned.Add("other", Method("lora")));
    }

    [Fact]
    public void Two_of_a_kind_have_parameters_of_their_own()
    {
        using var model = new User();
        using var tuned = model.WithAdapter(Method("lora"), seed: 1);
        tuned.Add("second", Method("lora"), seed: 2);
        Assert.Contains("shared.second.lora_A.weight", model.state_dict().Keys);
        Assert.All(PeftMethod.Trainable(tuned.Backbone), p => Assert.Contains(".second.", p.name));
    }

    [Theory]
    [InlineData("compacter", "mixphm")]
    [InlineData("mixphm", "mixphm")]
    [InlineData("compacter", "compacter")]
    public void Two_adapters_with_a_shared_rule_share_none_of_it_with_each_other(string first, string second)
    {
        using var model = new User();
        var names = model.state_dict().Keys.ToList();
        var x = randn(4, 8);
        var tuned = model.WithAdapter(Method(first), Behind, seed: 1);
        Step(model, x);
        model.eval();
        var (trained, rule) = (model.call(x).data<float>().ToArray(), Values(model)["adapter_shared.phm_rule"]);
        tuned.Add("second", Method(second), Behind, seed: 2);
        Assert.Equal(tuned.Method.ClosedForm(tuned.Backbone), tuned.TrainableParameters);
        Step(model, x);
        Assert.Equal(rule, Values(model)["adapter_shared.phm_rule"]);
        Assert.NotEqual(rule, Values(model)["adapter_shared_second.phm_rule"]);
        Assert.Equal("adapter_shared.phm_rule", tuned.Backbone.SavedName("adapter_shared_second.phm_rule"));
        tuned.Activate("default");
        Assert.Equal(trained, model.call(x).data<float>().ToArray());
        tuned.Dispose();
        Assert.Equal(names, model.state_dict().Keys);
    }

    [Fact]
    public void A_routing_function_reads_the_features_that_the_caller_gives()
    {
        using var model = new User();
        var x = randn(2, 3, 8);
        using var tuned = model.WithAdapter(
            new RoutingLoraMethod { R = 2, Routing = RoutingFunction.ElementMul },
            new ModelSites { Query = ["shared"], Value = ["map"] },
            seed: 1
        );
        Assert.ThrowsAny<Exception>(() => model.call(x));
        foreach (var p in model.parameters().Where(p => p.requires_grad))
            nn.init.normal_(p);
        float[] With(Tensor feature)
        {
            using (tuned.Condition(feature))
                return model.call(x).data<float>().ToArray();
        }
        Assert.NotEqual(With(randn(2, 1, 8)), With(randn(2, 1, 8)));
        Assert.Throws<InvalidOperationException>(tuned.Merge);
    }

    [Theory]
    [InlineData("q_proj", "target_modules: ")]
    public void A_name_that_matches_nothing_is_told_and_the_model_stays(string target, string said)
    {
        using var model = new User();
        var names = model.state_dict().Keys.ToList();
        var e = Assert.Throws<ArgumentException>(() => model.WithAdapter(new LoraMethod { TargetModules = [target] }));
        Assert.Contains(said, e.Message);
        Assert.Equal(names, model.state_dict().Keys);
        e = Assert.Throws<ArgumentException>(() => model.WithAdapter(Method("pfeiffer"), new ModelSites { Hidden = ["mlp"] }));
        Assert.Contains("no submodule is called mlp", e.Message);
        e = Assert.Throws<ArgumentException>(() => model.WithAdapter(Method("pfeiffer"), new ModelSites { Hidden = ["pair"] }));
        Assert.Contains("the width of what pair gives cannot be told", e.Message);
    }
}
