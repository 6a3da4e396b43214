using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.Decoding;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.T5Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Goldens;

/// <summary>Greedy and beam decoding, token for token and score for score.</summary>
public sealed class GenerationGoldenTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var model in new[] { "t5-generation", "bart-generation", "gpt2-generation" })
            {
                foreach (var mode in new[] { "greedy", "beam", "beam_nbest", "beam_pen" })
                    cases.Add(model, mode);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Writes_the_reference_texts(string name, string mode)
    {
        using var golden = new Golden(name);
        var (start, prompt, limits) = Make(golden, name);
        var expected = golden.Texts($"out.{mode}", prompt.shape[1], limits.End);
        if (mode == "greedy")
        {
            using var greedy = start(1);
            Assert.Equal(expected, GreedyDecoder.Decode(greedy, prompt, limits));
            return;
        }
        var options = mode switch
        {
            "beam" => new BeamOptions { NumBeams = 5 },
            "beam_nbest" => new BeamOptions { NumBeams = 4, NumReturnSequences = 3 },
            _ => new BeamOptions
            {
                NumBeams = 3,
                LengthPenalty = 0.4,
                EarlyStopping = EarlyStopping.Always,
            },
        };
        using var session = start(options.NumBeams);
        var texts = BeamSearch
            .Decode(session, prompt.repeat_interleave(options.NumBeams, 0), limits, options)
            .SelectMany(t => t)
            .ToList();
        Assert.Equal(expected, texts.Select(t => t.Tokens));
        golden.Near($"out.{mode}_scores", torch.tensor(texts.Select(t => (float)t.Score).ToArray()));
    }

    private static (Func<long, IDecodingSession> Start, Tensor Prompt, DecodingLimits Limits) Make(Golden golden, string name)
    {
        var context = PassContext.Inference();
        var (ids, mask) = (golden["in.input_ids"], golden["in.attention_mask"]);
        var limits = new DecodingLimits
        {
            MaxNewTokens = 12,
            End = 2,
            Pad = 1,
        };
        switch (name)
        {
            case "t5-generation":
                var t5 = golden.Fill(new T5(T5Config.FromJson(golden.Config)));
                return (
                    n => t5.StartDecoding(t5.Encode(ids, mask, context).Repeat(n), context),
                    Samples.Start(3),
                    limits with
                    {
                        End = 1,
                        Pad = 0,
                    }
                );
            case "bart-generation":
                var bart = golden.Fill(new Bart(BartConfig.FromJson(golden.Config)));
                return (
                    n => bart.StartDecoding(bart.Encode(ids, mask, context).Repeat(n), context),
                    Samples.Start(3, 2),
                    limits with
                    {
                        ForcedLast = 2,
                    }
                );
            default:
                var gpt = golden.Fill(new Gpt2(Gpt2Config.FromJson(golden.Config)));
                return (n => gpt.StartDecoding(context, mask.repeat_interleave(n, 0)), ids, limits with { Pad = 0 });
        }
    }
}
