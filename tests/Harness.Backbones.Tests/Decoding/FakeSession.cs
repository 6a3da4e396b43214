using Harness.Backbones.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Decoding;

/// <summary>A model whose next-token probabilities are given by a function of the tokens read so far; each row keeps its own text.</summary>
internal sealed class FakeSession(int rows, Func<IReadOnlyList<long>, double[]> probabilities) : IDecodingSession
{
    private List<long>[] texts = [.. Enumerable.Range(0, rows).Select(_ => new List<long>())];

    public Tensor Next(Tensor tokens)
    {
        var ids = tokens.data<long>().ToArray();
        var width = ids.Length / texts.Length;
        for (var i = 0; i < texts.Length; i++)
            texts[i].AddRange(ids[(i * width)..((i + 1) * width)]);
        return torch.stack(texts.Select(t => torch.tensor(probabilities(t).Select(p => (float)Math.Log(p)).ToArray())));
    }

    public void Reorder(Tensor rows) => texts = [.. rows.data<long>().ToArray().Select(r => texts[r].ToList())];

    public void Dispose() { }
}
