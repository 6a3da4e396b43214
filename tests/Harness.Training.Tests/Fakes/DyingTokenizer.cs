using Harness.Data.Text;
using TorchSharp;

namespace Harness.Training.Tests.Fakes;

/// <summary>Throws at its last call, wherever training stands then: while a batch is made, or in the middle of an evaluation.</summary>
internal sealed class DyingTokenizer(ITokenizer inner, int lastCall) : ITokenizer
{
    /// <param name="inTraining">False in an evaluation.</param>
    public sealed class Died(bool inTraining) : Exception
    {
        public bool InTraining { get; } = inTraining;
    }

    public int Calls { get; private set; }

    public int VocabSize => inner.VocabSize;

    public int PadId => inner.PadId;

    public int EndId => inner.EndId;

    public int[] Encode(string text, int maxLength = int.MaxValue)
    {
        Count();
        return inner.Encode(text, maxLength);
    }

    public string Decode(IEnumerable<long> ids)
    {
        Count();
        return inner.Decode(ids);
    }

    private void Count()
    {
        if (++Calls >= lastCall)
            throw new Died(torch.is_grad_enabled());
    }
}
