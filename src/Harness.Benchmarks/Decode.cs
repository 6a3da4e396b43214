using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.VlT5Models;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>Greedy answers of VL-T5 at T5-base size with MixPHM, whose experts are merged: with key/value cache against running the whole text again.</summary>
public sealed class Decode : IBenchmark
{
    private const int Rows = 64,
        Tokens = 20,
        QuestionTokens = 20,
        Regions = 36,
        Repeats = 3;

    public string Name => "decode";

    public string Measures => "greedy decoding with key/value cache and merged experts against no cache";

    public IEnumerable<BenchmarkRow> Run()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var model = new VlT5(VlT5Config.Base, generator);
        new MixPhmMethod().Apply(model, generator);
        using var context = PassContext.Inference();
        var encoded = Encode(model, generator, context);
        foreach (var cache in new[] { true, false })
            Write(model, encoded, context, cache, tokens: 2);
        var (cached, plain) = Samples.Compare(
            Repeats,
            () => Write(model, encoded, context, cached: true, Tokens),
            () => Write(model, encoded, context, cached: false, Tokens)
        );
        yield return BenchmarkRow.SpeedUp(
            Name,
            "vl-t5-base",
            $"{Rows} answers of {Tokens} tokens; {QuestionTokens} tokens + {Regions} regions read",
            cached,
            plain,
            bar: 8
        );
    }

    private static Encoded Encode(VlT5 model, Generator generator, PassContext context)
    {
        var config = model.Config;
        var ids = randint(1, config.VocabSize, [Rows, QuestionTokens], dtype: ScalarType.Int64, generator: generator);
        var features = rand(Rows, Regions, config.FeatDim, generator: generator);
        var corner = rand(Rows, Regions, 2, generator: generator) * 0.5;
        return model.Encode(ids, null, features, cat([corner, corner + 0.4], -1), context);
    }

    // No token ends a row, so that every answer has the same length.
    private static void Write(VlT5 model, Encoded encoded, PassContext context, bool cached, int tokens)
    {
        using var scope = NewDisposeScope();
        using var session = model.StartDecoding(encoded, context, cached);
        var start = full([Rows, 1], model.Config.DecoderStartTokenId, dtype: ScalarType.Int64);
        GreedyDecoder.Decode(
            session,
            start,
            new DecodingLimits
            {
                MaxNewTokens = tokens,
                End = -1,
                Pad = 0,
            }
        );
    }
}
