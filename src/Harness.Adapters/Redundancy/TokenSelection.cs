using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>Which token positions enter the redundancy loss.</summary>
public enum TokenSelection
{
    /// <summary>The positions whose mask is set; samples are summarised by the mean over these positions.</summary>
    Valid,

    /// <summary>
    /// As released: the first n positions of a row, n being the number of ones in its mask, every position of a decoder;
    /// samples are summarised by the mean over all positions. With a mask of [text; regions], a short question keeps padding
    /// and loses regions.
    /// </summary>
    Prefix,
}

/// <summary>Selected tokens of a batch, sample after sample.</summary>
/// <param name="Index">[M] positions in the flattened [B·L]; null where all are selected.</param>
/// <param name="Sample">[M] sample of each token.</param>
/// <param name="Batch">B.</param>
public sealed record SelectedTokens(Tensor? Index, Tensor Sample, long Batch)
{
    /// <summary>Selects by a mask [B, L].</summary>
    public static SelectedTokens From(Tensor mask, TokenSelection selection)
    {
        var (batch, length) = (mask.shape[0], mask.shape[1]);
        var set = mask.ne(0).to_type(ScalarType.Int64).cpu().data<long>().ToArray();
        var (index, sample) = (new List<long>(), new List<long>());
        for (var b = 0L; b < batch; b++)
        {
            var row = set.AsSpan((int)(b * length), (int)length);
            // At least one token of each sample, as released.
            var ones = Math.Max(1, row.Count(1L));
            for (var p = 0; p < length; p++)
                if (selection == TokenSelection.Valid ? row[p] != 0 : p < ones)
                {
                    index.Add(b * length + p);
                    sample.Add(b);
                }
        }
        return new SelectedTokens(
            index.Count == set.Length ? null : tensor(index.ToArray(), device: mask.device),
            tensor(sample.ToArray(), device: mask.device),
            batch
        );
    }

    /// <summary>The selected rows of h [B, L, d]: [M, d].</summary>
    public Tensor Rows(Tensor h)
    {
        var rows = h.reshape(-1, h.shape[^1]);
        return Index is null ? rows : rows.index_select(0, Index);
    }
}
