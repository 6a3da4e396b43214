using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Pretraining.ClipBartModels;
using TorchSharp;

namespace Harness.Training.Tests.Pretraining;

public class NoisedBatchTests
{
    private static readonly Document document = new(
        [.. "big fox small owl on pink . a fox in picture yes .".Split(' ')],
        [(11, "judgement")]
    );

    private static readonly WordTokenizer tokenizer = new(
        WordVocabulary.Build(document.Words.Distinct(), sentinels: 1, regions: 0)
    );

    [Fact]
    public void Labels_are_the_text_and_marks_stand_for_what_is_asked()
    {
        var random = RandomStream.Root(1);
        var turns = 0;
        for (var i = 0; i < 200; i++)
        {
            using var scope = torch.NewDisposeScope();
            var batch = NoisedBatch.Of([document], tokenizer, new ClipBartOptions(), random);
            Assert.Equal(string.Join(' ', document.Words), tokenizer.Decode(batch.Labels.data<long>().ToArray()));
            var asked = batch.Asked[0];
            var mark = tokenizer.Vocabulary.Sentinel(0);
            var read = batch.InputIds.data<long>().ToArray();
            Assert.Equal(document.Words.Count - asked.Count, read.Count(id => id != mark && id != tokenizer.EndId));
            Assert.Equal(asked.Keys.Count(k => !asked.ContainsKey(k - 1)), read.Count(id => id == mark));
            turns += asked.GetValueOrDefault(11) == "judgement" ? 1 : 0;
        }
        Assert.InRange(turns, 70, 130);
    }
}
