using Harness.Adapters;
using Harness.Adapters.Lora;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Models;

/// <summary>The routing paper's three wirings as models that can be trained and written with.</summary>
public sealed class WiringTests : IDisposable
{
    private static readonly RobertaConfig Text = new()
    {
        VocabSize = 30,
        HiddenSize = 16,
        NumHiddenLayers = 2,
        NumAttentionHeads = 2,
        IntermediateSize = 20,
        MaxPositionEmbeddings = 16,
        InitializerRange = 0.3,
    };

    private static readonly ClipBartConfig Tiny = new()
    {
        VocabSize = 40,
        DModel = 16,
        EncoderLayers = 1,
        DecoderLayers = 1,
        EncoderFfnDim = 32,
        DecoderFfnDim = 32,
        EncoderAttentionHeads = 4,
        DecoderAttentionHeads = 4,
        MaxPositionEmbeddings = 30,
        InitStd = 0.5,
        FeatDim = 12,
    };

    private static readonly CaptionerOptions Bare = new() { VisualPrefix = false };
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(VqaWiring.Prefix, false, true)]
    [InlineData(VqaWiring.Prefix, true, true)]
    [InlineData(VqaWiring.Routing, true, true)]
    [InlineData(VqaWiring.Routing, false, false)]
    [InlineData(VqaWiring.RoutingPrefix, true, true)]
    public void A_picture_matters_where_the_wiring_lets_it_in(VqaWiring wiring, bool routed, bool matters)
    {
        var model = Answerer(wiring);
        Method(routed && wiring != VqaWiring.Prefix).Apply(model, Samples.Generator());
        Disturb(model);
        var (one, other) = (Logits(model, 1), Logits(model, 2));
        Assert.Equal(matters, Samples.MaxAbs(one, other) > 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Its_head_trains_with_every_method(bool twoLayers)
    {
        var model = Answerer(VqaWiring.RoutingPrefix, twoLayers);
        new LoraMethod { R = 2 }.Apply(model, Samples.Generator());
        var head = model.named_parameters().Where(p => p.name.StartsWith("classifier", StringComparison.Ordinal)).ToList();
        Assert.Equal(twoLayers ? 6 : 2, head.Count);
        Assert.All(head, p => Assert.True(p.parameter.requires_grad));
        Assert.Equal(model.ClosedFormTotal, Answerer(VqaWiring.RoutingPrefix, twoLayers).parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Text_after_a_prefix_is_embedded_once_or_twice()
    {
        var twice = Answerer(VqaWiring.RoutingPrefix);
        var once = new RobertaVqa(twice.Config with { DoubleEmbedding = false }, Samples.Generator());
        Assert.True(Samples.MaxAbs(Logits(twice, 1), Logits(once, 1)) > 1e-3);
    }

    [Fact]
    public void Its_loss_is_the_mean_over_batch_and_answers()
    {
        // −ln σ(0) = ln 2 for every entry; a logit of ln 3 with target 1 costs −ln ¾.
        var logits = torch.tensor(new[] { 0f, 0f, 0f, (float)Math.Log(3) }).view(2, 2);
        var scores = torch.tensor(new[] { 0f, 0.6f, 1f, 1f }).view(2, 2);
        Assert.Equal((3 * Math.Log(2) - Math.Log(0.75)) / 4, RobertaVqa.Loss(logits, scores).ToDouble(), 6);
        Assert.Equal([(0L, 0.5), (1L, 0.75)], RobertaVqa.Best(logits).Select(b => (b.Answer, Math.Round(b.Probability, 6))));
    }

    [Fact]
    public void The_released_caption_loss_skips_the_first_token_and_learns_padding()
    {
        var captioner = new Gpt2Captioner(new Gpt2(Samples.Gpt2, Samples.Generator()), new CaptionerOptions());
        var released = new Gpt2Captioner(captioner.Language, new CaptionerOptions { ReleasedLoss = true });
        var ids = torch.tensor(new long[] { 7, 0, 2, 2 }).view(1, 4);
        var mask = torch.tensor(new long[] { 1, 1, 1, 0 }).view(1, 4);
        var logits = Samples.Normal(5, 1, 5, 40);
        var costs = -logits.log_softmax(2);
        double Cost(int position, int token) => costs[0, position, token].ToDouble();
        // Position 0 is the picture's; it predicts the first token. Released: token 0 is nobody's target, the padding is.
        Assert.Equal((Cost(0, 7) + Cost(1, 0) + Cost(2, 2)) / 3, captioner.Loss(logits, ids, mask).ToDouble(), 5);
        Assert.Equal((Cost(2, 2) + Cost(3, 2)) / 2, released.Loss(logits, ids, mask).ToDouble(), 5);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public void A_captioner_writes_alike_with_and_without_the_cache(bool prefix, int beams)
    {
        var captioner = new Gpt2Captioner(new Gpt2(Samples.Gpt2, Samples.Generator()), prefix ? new CaptionerOptions() : Bare);
        Method(true).Apply(captioner.Language, Samples.Generator());
        Disturb(captioner.Language);
        var prompt = prefix ? torch.empty([2, 0], dtype: ScalarType.Int64) : Samples.Start(2, 4);
        var vision = Samples.Normal(1, 2, 1, 16);
        var options = new BeamOptions { NumBeams = beams };
        var limits = captioner.Limits with { MaxNewTokens = 6 };
        using var context = PassContext.Inference();
        var repeated = vision.repeat_interleave(beams, 0);
        var plain = BeamSearch.Decode(
            captioner.StartDecoding(repeated, context, cached: false),
            prompt.repeat_interleave(beams, 0),
            limits,
            options
        );
        var cached = captioner.Generate(vision, prompt, limits, context, options, cached: true);
        Assert.Equal(plain.Select(p => p[0].Tokens), cached.Select(c => c[0].Tokens));
        var other = captioner.Generate(Samples.Normal(9, 2, 1, 16), prompt, limits, context, options, cached: true);
        Assert.NotEqual(cached.Select(c => c[0].Score), other.Select(c => c[0].Score));
    }

    [Fact]
    public void A_captioner_whose_method_looks_at_the_whole_text_reads_it_again_at_every_step()
    {
        var captioner = new Gpt2Captioner(new Gpt2(Samples.Gpt2, Samples.Generator()), new CaptionerOptions());
        var method = new RoutingLoraMethod
        {
            R = 4,
            LoraAlpha = 40,
            Routing = RoutingFunction.ElementMul,
            RoutingSource = RoutingSource.PooledText,
        };
        method.Apply(captioner.Language, Samples.Generator());
        Disturb(captioner.Language);
        var (vision, limits) = (Samples.Normal(1, 2, 1, 16), captioner.Limits with { MaxNewTokens = 5, End = -1 });
        using var context = PassContext.Inference();
        ScoredText[][] Write(bool cached) =>
            captioner.Generate(vision, torch.empty([2, 0], dtype: ScalarType.Int64), limits, context, null, cached);
        var ids = torch.empty([2, 0], dtype: ScalarType.Int64);
        for (var i = 0; i < 5; i++)
            ids = torch.cat([ids, captioner.Forward(ids, null, vision, context).select(1, i).argmax(1).unsqueeze(1)], 1);
        Assert.False(method.IsTokenLocal);
        Assert.Equal(ids.data<long>().ToArray(), Write(method.IsTokenLocal).SelectMany(t => t[0].Tokens));
        Assert.NotEqual(Write(true).Select(t => t[0].Score), Write(false).Select(t => t[0].Score));
    }

    [Fact]
    public void A_greedy_text_scores_its_log_probability()
    {
        var captioner = new Gpt2Captioner(new Gpt2(Samples.Gpt2, Samples.Generator()), Bare with { Routing = false });
        using var context = PassContext.Inference();
        var vision = Samples.Normal(1, 1, 1, 16);
        var text = captioner.Generate(
            vision,
            Samples.Start(1, 4),
            captioner.Limits with
            {
                MaxNewTokens = 3,
            },
            context,
            null,
            cached: true
        )[0][0];
        var ids = torch.tensor(new[] { 4 }.Select(i => (long)i).Concat(text.Tokens).ToArray()).unsqueeze(0);
        var costs = captioner.Forward(ids, null, vision, context).log_softmax(2);
        var expected = text.Tokens.Select((token, i) => costs[0, i, token].ToDouble()).Sum();
        Assert.Equal(expected, text.Score, 4);
    }

    [Fact]
    public void Clip_bart_routes_cells_to_the_encoder_and_the_encoder_to_the_decoder()
    {
        var model = new ClipBart(Tiny, Samples.Generator());
        Method(true).Apply(model, Samples.Generator());
        Assert.All(
            model.named_parameters().Where(p => p.name.Contains("visual_embedding")),
            p => Assert.True(p.parameter.requires_grad)
        );
        Disturb(model);
        var (ids, cells, labels) = (
            Samples.Ids(),
            Samples.Normal(1, 2, 5, 12),
            torch.tensor(new long[] { 5, 2, 7, 2 }).view(2, 2)
        );
        using var context = PassContext.Inference();
        var loss = Seq2SeqLabels.MeanLoss(model.Forward(ids, null, cells, labels, context).Logits, labels);
        loss.backward();
        Assert.All(
            PeftMethod.Trainable(model).Where(p => p.name.Contains("lora_")),
            p => Assert.True(p.parameter.grad!.abs().sum().ToDouble() > 0, p.name)
        );
        using var noGrad = torch.no_grad();
        var encoded = model.Encode(ids, null, cells, context);
        using var cached = model.StartDecoding(encoded, context);
        using var plain = model.StartDecoding(encoded, context, cached: false);
        for (var token = 2; token < 6; token++)
            Assert.True(Samples.MaxAbs(cached.Next(Samples.Start(2, token)), plain.Next(Samples.Start(2, token))) < 1e-4);
        Assert.Equal(
            2,
            model
                .Generate(
                    encoded,
                    new DecodingLimits
                    {
                        End = 2,
                        Pad = 1,
                        MaxNewTokens = 4,
                    },
                    context,
                    VlTask.Caption.Beams
                )
                .Length
        );
    }

    [Fact]
    public void Nlvr_compares_two_words_over_two_pictures()
    {
        Assert.Equal([0L, 0, 0, 1, 1, 1], VlTask.Nlvr.ImageIds(3)!.data<long>().ToArray());
        Assert.Null(VlTask.Vqa.ImageIds(36));
        var logits = torch.zeros(2, 2, 5);
        logits[0, 0, 3] = 1f;
        logits[1, 1, 3] = 1f;
        logits[1, 0, 4] = 1f;
        Assert.Equal([true, false], VlTask.Prefers(logits, yes: 3, no: 4));
    }

    private static RobertaVqa Answerer(VqaWiring wiring, bool twoLayers = true) =>
        new(
            new RobertaVqaConfig
            {
                Roberta = Text,
                Answers = 7,
                Wiring = wiring,
                Classifier2Layer = twoLayers,
            },
            Samples.Generator()
        );

    private static PeftMethod Method(bool routed) =>
        new RoutingLoraMethod { R = 4, Routing = routed ? RoutingFunction.ElementAdd : RoutingFunction.None };

    // An update of LoRA starts at zero, where no routing shows.
    private static void Disturb(IBackbone model)
    {
        using var noGrad = torch.no_grad();
        foreach (var (name, parameter) in model.Root.named_parameters())
            if (name.Contains("lora_B"))
                parameter.normal_(0, 0.5, Samples.Generator());
    }

    private static Tensor Logits(RobertaVqa model, ulong picture)
    {
        using var noGrad = torch.no_grad();
        using var context = PassContext.Inference();
        var ids = torch.tensor(new long[] { 0, 5, 9, 2, 0, 7, 2, 1 }).view(2, 4);
        return model.Forward(ids, null, Samples.Normal(picture, 2, 1, 16), context);
    }
}
