using Harness.Adapters;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.Decoding;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.T5Models;
using Harness.Backbones.VlT5Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Decoding;

/// <summary>Decoding with the key/value cache writes what decoding without it writes, and leaks nothing.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    public static TheoryData<string> Models => new() { "t5", "vl-t5", "bart", "gpt2", "gpt2-left-padded" };

    [Theory]
    [MemberData(nameof(Models))]
    public void Cached_equals_uncached(string name)
    {
        var (start, prompt) = Make(name);
        using var cached = start(true);
        using var plain = start(false);
        var tokens = prompt;
        for (var i = 0; i < 6; i++)
        {
            var (a, b) = (cached.Next(tokens), plain.Next(tokens));
            Assert.True(Samples.MaxAbs(a, b) < 1e-4, $"step {i}: {Samples.MaxAbs(a, b)}");
            tokens = a.argmax(1).unsqueeze(1);
            if (i != 2)
                continue;
            // Rows swap, as beams do.
            var rows = torch.tensor(new long[] { 1, 0 });
            cached.Reorder(rows);
            plain.Reorder(rows);
            tokens = tokens.index_select(0, rows);
        }
    }

    [Theory]
    [InlineData(RoutingFunction.Vllora, RoutingSource.Picture)]
    [InlineData(RoutingFunction.ElementMul, RoutingSource.Picture)]
    [InlineData(RoutingFunction.RoutingXt, RoutingSource.Picture)]
    [InlineData(RoutingFunction.Vllora, RoutingSource.PooledText)]
    public void Under_a_method_cached_equals_uncached_exactly_where_it_is_local_to_a_token(
        RoutingFunction function,
        RoutingSource source
    )
    {
        var model = new VlT5(Samples.VlT5, Samples.Generator());
        var method = new RoutingAdapterMethod
        {
            R = 4,
            Routing = function,
            RoutingSource = source,
        };
        method.Apply(model, Samples.Generator(3));
        using (no_grad())
            foreach (var (_, parameter) in PeftMethod.Trainable(model))
                parameter.add_(Samples.Normal(5, parameter.shape) * 0.3);
        var encoded = model.Encode(
            Samples.Ids(),
            null,
            Samples.Normal(11, 2, 5, 12),
            Samples.Boxes(2, 5),
            PassContext.Inference()
        );
        using var cached = model.StartDecoding(encoded, PassContext.Inference());
        using var plain = model.StartDecoding(encoded, PassContext.Inference(), cached: false);
        var (tokens, difference) = (Samples.Start(2), 0.0);
        for (var i = 0; i < 4; i++)
        {
            var (a, b) = (cached.Next(tokens), plain.Next(tokens));
            difference = Math.Max(difference, Samples.MaxAbs(a, b));
            tokens = b.argmax(1).unsqueeze(1);
        }
        Assert.True(method.IsTokenLocal == difference < 1e-4, $"{difference}");
    }

    [Fact]
    public void Stepwise_logits_are_those_of_teacher_forcing()
    {
        var model = new T5(Samples.T5, Samples.Generator());
        var encoded = model.Encode(Samples.Ids(), null, PassContext.Inference());
        var ids = torch.tensor(new long[] { 0, 5, 9, 3, 0, 7, 2, 8 }).view(2, 4);
        var whole = model.Decode(ids, encoded, PassContext.Inference()).Logits;
        using var session = model.StartDecoding(encoded, PassContext.Inference());
        for (var i = 0; i < 4; i++)
            Assert.True(Samples.MaxAbs(whole.select(1, i), session.Next(ids.narrow(1, i, 1))) < 1e-4);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Decoding_leaves_no_tensor_behind(string name)
    {
        var (start, prompt) = Make(name);
        Decode();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Decode();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Decode()
        {
            using var inner = torch.NewDisposeScope();
            using var session = start(true);
            BeamSearch.Decode(session, prompt, Samples.Limits(5), new BeamOptions { NumBeams = 2 });
        }
    }

    private static (Func<bool, IDecodingSession> Start, Tensor Prompt) Make(string name)
    {
        var context = PassContext.Inference();
        switch (name)
        {
            case "t5":
                var t5 = new T5(Samples.T5, Samples.Generator());
                return (cached => t5.StartDecoding(t5.Encode(Samples.Ids(), null, context), context, cached), Samples.Start(2));
            case "vl-t5":
                var vl = new VlT5(Samples.VlT5, Samples.Generator());
                return (
                    cached =>
                        vl.StartDecoding(
                            vl.Encode(Samples.Ids(), null, Samples.Normal(1, 2, 5, 12), Samples.Boxes(2, 5), context),
                            context,
                            cached
                        ),
                    Samples.Start(2)
                );
            case "bart":
                var bart = new Bart(Samples.Bart, Samples.Generator());
                return (
                    cached => bart.StartDecoding(bart.Encode(Samples.Ids(), null, context), context, cached),
                    Samples.Start(2, 2)
                );
            default:
                var gpt = new Gpt2(Samples.Gpt2, Samples.Generator());
                var mask = name == "gpt2" ? null : torch.tensor(new long[] { 1, 1, 1, 0, 1, 1 }).view(2, 3);
                return (
                    cached => gpt.StartDecoding(context, mask, cached),
                    torch.tensor(new long[] { 5, 9, 3, 0, 7, 2 }).view(2, 3)
                );
        }
    }
}
