using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>Token ids of several texts as one tensor.</summary>
public static class TokenBatch
{
    /// <summary>Rows padded at the end to the longest: [B, L] of Int64.</summary>
    /// <param name="atLeast">Least L.</param>
    /// <param name="pad">Padding id of inputs, or <see cref="Seq2SeqLabels.Ignored"/> for labels.</param>
    public static Tensor Pad(IReadOnlyList<int[]> rows, long pad, int atLeast = 0)
    {
        var width = Math.Max(atLeast, rows.Max(r => r.Length));
        var flat = new long[rows.Count * width];
        Array.Fill(flat, pad);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
                flat[i * width + j] = rows[i][j];
        }
        return torch.tensor(flat).view(rows.Count, width);
    }
}
