using Harness.Adapters;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Gpt2Models;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Captions;
using Harness.Training.Tests.Fakes;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Training.Tests.Captions;

/// <summary>Captions as the routing paper's released code feeds them.</summary>
public class ReleasedCaptionTests
{
    private const int Width = 8;

    /// <summary>A letter a token; one token pads and ends, as in GPT-2.</summary>
    private sealed class Letters : ITokenizer
    {
        public int VocabSize => 128;

        public int PadId => 1;

        public int EndId => 1;

        public int[] Encode(string text, int maxLength = int.MaxValue) =>
            [.. text.Take(maxLength - 1).Select(c => (int)c), EndId];

        public string Decode(IEnumerable<long> ids) => string.Concat(ids.TakeWhile(i => i != EndId).Select(i => (char)i));
    }

    [Theory]
    [InlineData(true, "ab")]
    [InlineData(false, "<s>ab")]
    [InlineData(true, "abcdefgh")]
    public void A_caption_is_filled_up_with_end_tokens_that_are_learnt(bool prefix, string fed)
    {
        using var generator = new torch.Generator(1);
        using var scope = torch.NewDisposeScope();
        using var captioner = new Gpt2Captioner(
            new Gpt2(Gpt2Config.Mini(128) with { NEmbd = TinyPictures.Width, ResidPdrop = 0, EmbdPdrop = 0 }, generator),
            new CaptionerOptions { VisualPrefix = prefix, ReleasedLoss = true }
        );
        var picture = TinyTuning.Data.Questions("train")[0].PictureId;
        using var features = TinyPictures.Features([picture]);
        var task = new CaptionTask(
            captioner,
            PeftMethods.Create("full"),
            new Letters(),
            features,
            new FineTuneOptions { MaxAnswerTokens = Width },
            beams: 1
        );
        using var draws = new TuningDraws(TuningDraws.StreamNames.ToDictionary(n => n, n => RandomStream.Root(1).Sub(n)));
        var loss = task.Loss([new CaptionedPicture(picture, [fed.Replace("<s>", "")])], draws).ToSingle();

        int[] letters = [.. fed.Select(c => (int)c)];
        var ids = TokenBatch.Pad([letters], 1, atLeast: Width);
        Assert.Equal([1, Width], ids.shape);
        var mask = ids.ne(1).to(torch.ScalarType.Int64);
        using var context = PassContext.Inference();
        Assert.Equal(
            captioner.Loss(captioner.Forward(ids, mask, features.Of([picture]).Features, context), ids, mask).ToSingle(),
            loss,
            1e-5f
        );
    }
}
