using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.VlT5Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.VlT5Models;

public sealed class VlT5Tests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly VlT5 model = new(Samples.VlT5, Samples.Generator());
    private readonly Tensor features = Samples.Normal(11, 2, 5, 12);
    private readonly Tensor boxes = Samples.Boxes(2, 5);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Padding_changes_nothing()
    {
        var encoded = model.Encode(Samples.Ids(), null, features, boxes, PassContext.Inference());
        var shorter = model.Encode(
            Samples.Ids().narrow(0, 1, 1).narrow(1, 0, 4),
            null,
            features.narrow(0, 1, 1),
            boxes.narrow(0, 1, 1),
            PassContext.Inference()
        );
        Assert.Equal([2, 11, 16], encoded.State.shape);
        Assert.Equal([1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1], encoded.Mask[1].data<long>().ToArray());
        Assert.True(Samples.MaxAbs(encoded.State[1].narrow(0, 0, 4), shorter.State[0].narrow(0, 0, 4)) < 1e-5);
        Assert.True(Samples.MaxAbs(encoded.State[1].narrow(0, 6, 5), shorter.State[0].narrow(0, 4, 5)) < 1e-5);
    }

    [Fact]
    public void Regions_are_told_apart_by_their_token_row()
    {
        // Same feature, same box: only the object order differs, which is row V − 1 − i of the token table.
        var same = model.EmbedRegions(
            features.narrow(1, 0, 1).expand(2, 5, 12),
            boxes.narrow(1, 0, 1).expand(2, 5, 4),
            PassContext.Inference()
        );
        var rows = model.Embed(torch.tensor(new long[] { 39, 37 }));
        Assert.True(Samples.MaxAbs(same[0, 0] - same[0, 2], rows[0] - rows[1]) < 1e-5);
    }

    [Fact]
    public void The_published_area_has_its_slip()
    {
        using var box = torch.tensor(new[] { 0.1f, 0.2f, 0.4f, 0.9f }).view(1, 1, 4);
        Assert.Equal([0.1, 0.2, 0.4, 0.9, 0.05], Rounded(BoxNumbers.Of(box, BoxFeatures.Published)));
        // 3·(−0.4, −0.3, −0.1, 0.4), 3·0.3, 3·0.7, 3·√0.21, 3·1
        Assert.Equal([-1.2, -0.9, -0.3, 1.2, 0.9, 2.1, 1.37477, 3], Rounded(BoxNumbers.Of(box, BoxFeatures.Anchored)));
    }

    [Fact]
    public void Text_alone_is_read_too()
    {
        var encoded = model.Encode(Samples.Ids(), null, null, null, PassContext.Inference());
        Assert.Equal([2, 6, 16], encoded.State.shape);
    }

    [Fact]
    public void Routing_sees_the_mean_region_in_the_encoder_and_the_mean_state_in_the_decoder()
    {
        new RoutingAdapterMethod { R = 4, Routing = RoutingFunction.Vllora }.Apply(model, Samples.Generator(3));
        var labels = torch.tensor(new long[] { 7, 12, 1, 22, 1, -100 }).view(2, 3);
        var plain = model.Forward(Samples.Ids(), null, features, boxes, labels, PassContext.Inference());
        var region = model.EmbedRegions(features, boxes, PassContext.Inference()).mean([1L], keepdim: true);
        var encoded = model.Encode(Samples.Ids(), null, features, boxes, new PassContext { RoutingFeature = region });
        Assert.True(Samples.MaxAbs(encoded.State, plain.Encoder.State) < 1e-6);
        // The second sample's padding does not count.
        var real = torch.cat([encoded.State[1].narrow(0, 0, 4), encoded.State[1].narrow(0, 6, 5)]).mean([0L]);
        var mean = torch.stack([encoded.State[0].mean([0L]), real]).unsqueeze(1);
        var start = torch.tensor(new long[] { 0, 7, 12, 0, 22, 1 }).view(2, 3);
        var (logits, _) = model.Decode(start, encoded, new PassContext { RoutingFeature = mean });
        Assert.True(Samples.MaxAbs(logits, plain.Logits) < 1e-5);
        var (other, _) = model.Decode(start, encoded, new PassContext { RoutingFeature = mean * 3.0 });
        Assert.True(Samples.MaxAbs(other, plain.Logits) > 1e-5);
    }

    [Fact]
    public void One_seed_gives_one_model()
    {
        var (same, other) = (new VlT5(Samples.VlT5, Samples.Generator()), new VlT5(Samples.VlT5, Samples.Generator(8)));
        foreach (var ((name, a), (_, b)) in model.named_parameters().Zip(same.named_parameters()))
            Assert.True(Samples.MaxAbs(a, b) == 0, name);
        Assert.NotEqual(0, Samples.MaxAbs(model.get_parameter("shared.weight")!, other.get_parameter("shared.weight")!));
    }

    [Fact]
    public void A_few_steps_lower_the_loss()
    {
        var labels = torch.tensor(new long[] { 4, 6, 1, 9, 1, -100 }).view(2, 3);
        using var optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-2);
        var losses = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            using var step = torch.NewDisposeScope();
            var output = model.Forward(Samples.Ids(), null, features, boxes, labels, new PassContext { Training = true });
            var loss = Seq2SeqLabels.ScoredLoss(output.Logits, labels);
            losses.Add(loss.ToDouble());
            loss.backward();
            optimizer.step();
            model.zero_grad();
        }
        Assert.True(losses[^1] < losses[0] / 3, $"{losses[0]:f3} → {losses[^1]:f3}");
    }

    [Fact]
    public void Sites_stand_in_forward_order_and_add_nothing()
    {
        Assert.Equal(
            [
                "encoder.block.0.layer.0",
                "encoder.block.0.layer.1",
                "encoder.block.1.layer.0",
                "encoder.block.1.layer.1",
                "decoder.block.0.layer.0",
                "decoder.block.0.layer.1",
                "decoder.block.0.layer.2",
                "decoder.block.1.layer.0",
                "decoder.block.1.layer.1",
                "decoder.block.1.layer.2",
            ],
            model.HiddenSites.Select(s => s.Address.Path)
        );
        Assert.Equal("encoder.visual_embedding.feat_embedding.0", model.Projections[0].Address.Path);
        var parameters = model.named_parameters().Select(p => p.name).ToHashSet();
        Assert.All(model.Projections, p => Assert.Contains($"{p.Address.Path}.weight", parameters));
        Assert.All(parameters, name => Assert.DoesNotContain("bias", name.Replace("relative_attention_bias", "")));
    }

    [Fact]
    public void Biases_may_be_added_everywhere()
    {
        var before = model.named_parameters().Count();
        foreach (var part in model.Biasables)
            part.AddBias();
        Assert.Equal(before + model.Biasables.Count, model.named_parameters().Count());
        Assert.All(model.Biasables, b => Assert.NotNull(model.get_parameter($"{b.Address.Path}.bias")));
    }

    private static double[] Rounded(Tensor x) =>
        [.. x.to(ScalarType.Float64).view(-1).data<double>().ToArray().Select(v => Math.Round(v, 5))];
}
