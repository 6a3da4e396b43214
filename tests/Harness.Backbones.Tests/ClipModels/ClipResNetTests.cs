using Harness.Adapters.Sites;
using Harness.Backbones.ClipModels;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.ClipModels;

public sealed class ClipResNetTests : IDisposable
{
    private static readonly ClipResNetConfig Tiny = new()
    {
        Layers = [1, 2, 1, 1],
        Width = 4,
        OutputDim = 6,
        ImageSize = 64,
    };
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("clip-rn50", 38_316_896)]
    [InlineData("clip-rn101", 56_259_936)]
    public void Published_size(string name, long count)
    {
        var config = name == "clip-rn50" ? ClipResNetConfig.ResNet50 : ClipResNetConfig.ResNet101;
        var model = new ClipResNet(config, device: torch.META);
        Assert.Equal(name, model.Name);
        Assert.Equal(count, model.ClosedFormTotal);
        Assert.Equal(count, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Names_are_those_of_the_release()
    {
        var names = new ClipResNet(ClipResNetConfig.ResNet50, device: torch.META).state_dict().Keys.ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "visual.conv1.weight",
                "visual.bn3.running_var",
                "visual.layer1.0.downsample.0.weight",
                "visual.layer1.0.downsample.1.num_batches_tracked",
                "visual.layer4.2.conv3.weight",
                "visual.layer4.2.bn3.bias",
                "visual.attnpool.positional_embedding",
                "visual.attnpool.q_proj.weight",
                "visual.attnpool.c_proj.bias",
            },
            names
        );
        // The stem's 3 pairs, 16 blocks of 3 and 4 shortcuts: 55 convolutions with 5 norm entries each; positions and four maps.
        Assert.Equal(55 * 6 + 1 + 8, names.Count);
        Assert.DoesNotContain(names, n => n.StartsWith("visual.layer1.1.downsample", StringComparison.Ordinal));
    }

    [Fact]
    public void A_map_is_a_thirty_second_of_the_picture_and_pools_to_cells()
    {
        var model = new ClipResNet(Tiny, Samples.Generator());
        using var noGrad = torch.no_grad();
        var grid = model.Grid(Samples.Normal(2, 2, 3, 64, 64));
        Assert.Equal([2L, Tiny.FeatDim, 2, 2], grid.shape);
        using var context = PassContext.Inference();
        Assert.Equal([2L, 6], model.Embed(grid, context).shape);
        var counting = torch.arange(49, ScalarType.Float32).view(1, 1, 7, 7);
        var cells = ClipResNet.Cells(counting);
        Assert.Equal([1L, 36, 1], cells.shape);
        // A cell is the greatest of a 2×2 window: its lower right corner here.
        Assert.Equal([8f, 9f, 10f, 11f, 12f, 13f, 15f], cells.view(-1).data<float>().ToArray()[..7]);
    }

    [Fact]
    public void A_norm_uses_its_running_statistics()
    {
        var model = new ClipResNet(Tiny, Samples.Generator());
        using var noGrad = torch.no_grad();
        var pixels = Samples.Normal(2, 1, 3, 64, 64);
        var before = model.Grid(pixels);
        model.train();
        Assert.Equal(0, Samples.MaxAbs(before, model.Grid(pixels)));
        model.named_buffers().Single(b => b.name == "visual.bn1.running_mean").buffer.fill_(0.5);
        Assert.True(Samples.MaxAbs(before, model.Grid(pixels)) > 1e-4);
    }
}
