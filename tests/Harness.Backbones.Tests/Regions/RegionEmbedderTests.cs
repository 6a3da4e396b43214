using Harness.Backbones.Regions;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Regions;

public sealed class RegionEmbedderTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Crops_become_features()
    {
        var embedder = new RegionEmbedder(new RegionEmbedderConfig(), Samples.Generator());
        embedder.eval();
        Assert.Equal([3, 128], embedder.call(torch.empty(3, 3, 32, 32).uniform_(0, 1, Samples.Generator())).shape);
        Assert.InRange(embedder.parameters().Sum(p => p.numel()), 240_000, 260_000);
    }

    [Fact]
    public void One_seed_gives_one_network()
    {
        var (a, b) = (
            new RegionEmbedder(new RegionEmbedderConfig(), Samples.Generator()),
            new RegionEmbedder(new RegionEmbedderConfig(), Samples.Generator())
        );
        foreach (var ((name, x), (_, y)) in a.named_parameters().Zip(b.named_parameters()))
            Assert.True(Samples.MaxAbs(x, y) == 0, name);
    }

    [Fact]
    public void It_learns_to_tell_two_colours_apart()
    {
        var config = new RegionEmbedderConfig
        {
            CropSize = 8,
            Channels = [4, 8],
            FeatDim = 8,
        };
        var embedder = new RegionEmbedder(config, Samples.Generator());
        var heads = new RegionEmbedderHeads(8, [("colour", 2)], Samples.Generator(9));
        var labels = torch.tensor(new long[] { 0, 1, 0, 1, 0, 1, 0, 1 });
        var crops =
            torch.empty(8, 3, 8, 8).uniform_(0, 0.3, Samples.Generator()) + labels.to(ScalarType.Float32).view(8, 1, 1, 1) * 0.1;
        using var optimizer = torch.optim.AdamW(embedder.parameters().Concat(heads.parameters()), lr: 1e-2);
        double loss = 0;
        for (var i = 0; i < 40; i++)
        {
            using var step = torch.NewDisposeScope();
            var error = nn.functional.cross_entropy(heads.Forward("colour", embedder.call(crops)), labels);
            loss = error.ToDouble();
            error.backward();
            optimizer.step();
            embedder.zero_grad();
            heads.zero_grad();
        }
        Assert.True(loss < 0.2, $"{loss}");
    }

    [Fact]
    public void A_crop_that_does_not_halve_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new RegionEmbedder(new RegionEmbedderConfig { CropSize = 30 }, Samples.Generator())
        );
        Assert.Contains("multiple of 8", error.Message);
    }
}
