using Harness.Adapters.AnyModel;
using Harness.Adapters.Lora;
using Harness.Adapters.Sites;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Lora;

/// <summary>LoRA on embeddings and convolutions of a user's model, against sums that are written out.</summary>
public sealed class LoraLayersTests : IDisposable
{
    private const double Scale = 1.5;

    private readonly DisposeScope scope = NewDisposeScope();

    public LoraLayersTests() => manual_seed(3);

    public void Dispose() => scope.Dispose();

    private static LoraMethod Lora(string target, int r = 2) =>
        new()
        {
            R = r,
            LoraAlpha = Scale * r,
            TargetModules = [target],
        };

    private static AdaptedModel Trained(nn.Module model, LoraMethod method, string name = "default")
    {
        var tuned = model.WithAdapter(method, seed: 1);
        if (name != AdaptedModel.FirstName)
            tuned.Add(name, method);
        foreach (var (_, parameter) in PeftMethod.Trainable(tuned.Backbone))
            nn.init.normal_(parameter);
        return tuned;
    }

    private static double[] Values(Tensor t) => t.detach().to(float64).contiguous().data<double>().ToArray();

    private static void Near(double[] expected, Tensor actual)
    {
        var values = Values(actual);
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("second")]
    public void An_embedding_gets_a_low_rank_table(string name)
    {
        using var model = nn.Sequential(("words", nn.Embedding(5, 4)), ("head", nn.Linear(4, 3)));
        var words = (Embedding)model.children().First();
        var ids = tensor(new long[] { 4, 0, 4, 2, 1, 3 }).reshape(2, 3);
        var bare = words.call(ids);
        using var tuned = Trained(model, Lora("words"), name);
        var state = model.state_dict();
        var (a, b) = (state[$"words.{name}.lora_embedding_A"], state[$"words.{name}.lora_embedding_B"]);
        Assert.Equal([2, 5], a.shape);
        Assert.Equal([4, 2], b.shape);
        Assert.Equal(2 * (5 + 4), tuned.TrainableParameters);
        Assert.Equal("words.lora_embedding_A", tuned.Backbone.SavedName($"words.{name}.lora_embedding_A"));
        var (plain, up, down) = (Values(bare), Values(b), Values(a));
        var expected = new double[6 * 4];
        for (var at = 0; at < 6; at++)
        for (var d = 0; d < 4; d++)
        {
            expected[at * 4 + d] = plain[at * 4 + d];
            for (var r = 0; r < 2; r++)
                expected[at * 4 + d] += Scale * up[d * 2 + r] * down[r * 5 + (int)ids.flatten()[at].item<long>()];
        }
        Near(expected, words.call(ids));
        tuned.Enabled = false;
        Assert.Equal(Values(bare), Values(words.call(ids)));
        tuned.Enabled = true;
        var table = Values(words.weight!);
        tuned.Merge();
        Near(expected, words.call(ids));
        tuned.Unmerge();
        Assert.Equal(table, Values(words.weight!));
        tuned.Dispose();
        Assert.Equal(Values(bare), Values(words.call(ids)));
        Assert.DoesNotContain(model.state_dict().Keys, k => k.Contains("lora"));
    }

    public static TheoryData<string> Convolutions => ["usual", "strided", "dilated", "same", "reflected", "point", "grouped"];

    // 4 channels of 6×6 to 6 channels.
    private static Conv2d Convolution(string name) =>
        name switch
        {
            "strided" => nn.Conv2d(4, 6, (3, 2), (2, 1), (1, 0)),
            "dilated" => nn.Conv2d(4, 6, 3, padding: 2, dilation: 2),
            "same" => nn.Conv2d(4, 6, 3, Padding.Same),
            "reflected" => nn.Conv2d(4, 6, 3, padding: 1, padding_mode: PaddingModes.Reflect, bias: false),
            "point" => nn.Conv2d(4, 6, 1),
            "grouped" => nn.Conv2d(4, 6, 3, groups: 2),
            _ => nn.Conv2d(4, 6, 3, padding: 1),
        };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void A_convolution_gets_one_of_its_kernel_to_r_channels_and_a_point_wise_one(string name)
    {
        using var model = nn.Sequential(("conv", Convolution(name)), ("act", nn.ReLU()));
        var conv = (Conv2d)model.children().First();
        var x = randn(2, 4, 6, 6);
        var bare = conv.call(x);
        using (var fresh = model.WithAdapter(Lora("conv")))
            Assert.Equal(Values(bare), Values(conv.call(x)));
        using var tuned = Trained(model, Lora("conv"));
        var state = model.state_dict();
        var (a, b) = (state["conv.lora_A.weight"], state["conv.lora_B.weight"]);
        var (kernel, groups) = (conv.kernel_size, conv.groups);
        Assert.Equal([2, 4, kernel[0], kernel[1]], a.shape);
        Assert.Equal([6, 2 / groups, 1, 1], b.shape);
        Assert.Equal(a.numel() + b.numel(), tuned.TrainableParameters);
        Assert.Equal(tuned.TrainableParameters, tuned.Method.ClosedForm(tuned.Backbone));

        // Every point of the bottleneck is a sum over channels and kernel; every output channel sums the bottleneck's channels of its group.
        var (high, wide) = ((int)bare.shape[2], (int)bare.shape[3]);
        var (pad, mode) = conv.padding_type is null
            ? (conv.padding!, conv.padding_mode)
            : ([conv.dilation[0] * (kernel[0] - 1) / 2, conv.dilation[1] * (kernel[1] - 1) / 2], PaddingModes.Zeros);
        double At(double[] image, int n, int c, long i, long j)
        {
            long Mirrored(long k) =>
                k < 0 ? -k
                : k > 5 ? 10 - k
                : k;
            if (mode == PaddingModes.Reflect)
                (i, j) = (Mirrored(i), Mirrored(j));
            return i is < 0 or > 5 || j is < 0 or > 5 ? 0 : image[((n * 4 + c) * 6 + i) * 6 + j];
        }
        var (image, down, up, expected) = (Values(x), Values(a), Values(b), Values(bare));
        for (var n = 0; n < 2; n++)
        for (var i = 0; i < high; i++)
        for (var j = 0; j < wide; j++)
        {
            var z = new double[2];
            for (var r = 0; r < 2; r++)
            for (var c = 0; c < 4; c++)
            for (var p = 0; p < kernel[0]; p++)
            for (var q = 0; q < kernel[1]; q++)
                z[r] +=
                    down[((r * 4 + c) * kernel[0] + p) * kernel[1] + q]
                    * At(
                        image,
                        n,
                        c,
                        i * conv.stride[0] - pad[0] + p * conv.dilation[0],
                        j * conv.stride[1] - pad[1] + q * conv.dilation[1]
                    );
            for (var o = 0; o < 6; o++)
            for (var r = 0; r < 2; r++)
                if (groups == 1 || o / 3 == r)
                    expected[((n * 6 + o) * high + i) * wide + j] += Scale * up[groups == 1 ? o * 2 + r : o] * z[r];
        }
        Near(expected, conv.call(x));

        var weight = Values(conv.weight);
        if (groups > 1)
            Assert.Contains("has 2 groups", Assert.Throws<InvalidOperationException>(tuned.Merge).Message);
        else
        {
            tuned.Merge();
            Near(expected, conv.call(x));
            tuned.Unmerge();
        }
        Assert.Equal(weight, Values(conv.weight));
        tuned.Dispose();
        Assert.Equal(Values(bare), Values(conv.call(x)));
        Assert.DoesNotContain(model.state_dict().Keys, k => k.Contains("lora"));
    }

    [Fact]
    public void All_linear_means_linear_maps_and_a_second_adapter_does_not_go_onto_the_first()
    {
        using var model = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("flat", nn.Flatten()), ("head", nn.Linear(32, 2)));
        using var tuned = model.WithAdapter(Lora("conv", r: 1));
        tuned.Add("second", Lora(SiteSelection.AllLinear));
        Assert.All(PeftMethod.Trainable(tuned.Backbone), p => Assert.StartsWith("head.second.lora_", p.name));
        tuned.Add("third", Lora("^.*conv.*", r: 1));
        Assert.Equal(2, PeftMethod.Trainable(tuned.Backbone).Count);
    }

    [Fact]
    public void A_rank_that_the_groups_do_not_divide_is_told()
    {
        using var model = nn.Sequential(("conv", nn.Conv2d(4, 6, 3, groups: 2)));
        Assert.Contains(
            "r: 3 is no multiple of the 2 groups of conv",
            Assert.Throws<ArgumentException>(() => model.WithAdapter(Lora("conv", r: 3))).Message
        );
    }

    // TorchSharp's linear maps and convolutions leave what is registered under them.
    [Fact]
    public void Adapters_follow_a_model_that_is_moved_to_another_element_type()
    {
        using var model = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("flat", nn.Flatten()), ("head", nn.Linear(32, 2)));
        using var tuned = Trained(model, Lora("^conv|head", r: 1));
        var x = randn(1, 1, 6, 6);
        var before = Values(model.call(x));
        model.to(float64);
        Near(before, model.call(x.to(float64)));
        Assert.All(model.parameters(), p => Assert.Equal(float64, p.dtype));
        tuned.Merge();
        Near(before, model.call(x.to(float64)));
    }
}
