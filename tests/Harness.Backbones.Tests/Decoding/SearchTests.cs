using Harness.Backbones.Decoding;
using TorchSharp;

namespace Harness.Backbones.Tests.Decoding;

/// <summary>Searches over a three-word language whose best texts one can find on paper. Words: 0 start, 1 end, 2 and 3.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    // Greedy takes 2 (0.6) and then must pay 0.4; the better text begins with 3 (0.4) and then ends surely.
    private static double[] Trap(IReadOnlyList<long> text) =>
        text[^1] switch
        {
            0 => [1e-9, 1e-9, 0.6, 0.4],
            2 => [1e-9, 0.3, 0.4, 0.3],
            _ => [1e-9, 0.98, 0.01, 0.01],
        };

    [Fact]
    public void Greedy_falls_into_the_trap_and_beams_do_not()
    {
        var greedy = GreedyDecoder.Decode(new FakeSession(1, Trap), Samples.Start(1), Samples.Limits(3));
        Assert.Equal([2, 2, 2], greedy[0]);
        var beams = BeamSearch.Decode(
            new FakeSession(2, Trap),
            Samples.Start(2),
            Samples.Limits(3),
            new BeamOptions { NumBeams = 2, LengthPenalty = 0 }
        );
        Assert.Equal([3, 1], beams[0][0].Tokens);
        Assert.Equal(Math.Log(0.4 * 0.98), beams[0][0].Score, 5);
    }

    [Fact]
    public void A_row_that_ended_stays_as_it_is()
    {
        // Row texts begin with different prompts: 3 ends at once, 2 goes on.
        var prompt = torch.tensor(new long[] { 3, 2 }).view(2, 1);
        var rows = GreedyDecoder.Decode(new FakeSession(2, Trap), prompt, Samples.Limits(2));
        Assert.Equal([1], rows[0]);
        Assert.Equal([2, 2], rows[1]);
    }

    [Fact]
    public void Length_penalty_favours_longer_texts()
    {
        // Ending costs ln 0.5; going on costs ln 0.5 and a cheap end after it.
        static double[] Choice(IReadOnlyList<long> text) => text[^1] == 0 ? [1e-9, 0.5, 0.5, 1e-9] : [1e-9, 0.9, 0.05, 0.05];
        long[] Best(double penalty) =>
            BeamSearch
                .Decode(
                    new FakeSession(2, Choice),
                    Samples.Start(2),
                    Samples.Limits(4),
                    new BeamOptions { NumBeams = 2, LengthPenalty = penalty }
                )[0][0]
                .Tokens;
        Assert.Equal([1], Best(0));
        Assert.Equal([2, 1], Best(1));
    }

    [Fact]
    public void Several_texts_come_best_first()
    {
        var best = BeamSearch.Decode(
            new FakeSession(3, Trap),
            Samples.Start(3),
            Samples.Limits(3),
            new BeamOptions { NumBeams = 3, NumReturnSequences = 3 }
        )[0];
        Assert.Equal(3, best.Length);
        Assert.True(best[0].Score >= best[1].Score && best[1].Score >= best[2].Score);
        Assert.Equal(3, best.Select(b => string.Join(' ', b.Tokens)).Distinct().Count());
    }

    [Fact]
    public void Forced_tokens_stand_first_and_last()
    {
        var limits = Samples.Limits(3) with { ForcedFirst = 3, ForcedLast = 2 };
        Assert.Equal([3, 1], GreedyDecoder.Decode(new FakeSession(1, Trap), Samples.Start(1), limits)[0]);
        static double[] Never(IReadOnlyList<long> _) => [1e-9, 1e-9, 0.1, 0.9];
        Assert.Equal([3, 3, 2], GreedyDecoder.Decode(new FakeSession(1, Never), Samples.Start(1), limits)[0]);
        Assert.Equal(
            [3, 3, 2],
            BeamSearch.Decode(new FakeSession(2, Never), Samples.Start(2), limits, new BeamOptions { NumBeams = 2 })[0][0].Tokens
        );
    }

    [Fact]
    public void More_texts_than_beams_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            BeamSearch.Decode(
                new FakeSession(2, Trap),
                Samples.Start(2),
                Samples.Limits(3),
                new BeamOptions { NumBeams = 2, NumReturnSequences = 3 }
            )
        );
        Assert.Contains("num_return_sequences", error.Message);
    }
}
