namespace Harness.Data.Text;

/// <summary>Text to token ids and back.</summary>
public interface ITokenizer
{
    /// <summary>Number of ids.</summary>
    int VocabSize { get; }

    int PadId { get; }

    int EndId { get; }

    /// <summary>Ids of <paramref name="text"/>, ended by <see cref="EndId"/>.</summary>
    /// <param name="maxLength">Longest result, the end token included; the text's own tokens give way.</param>
    int[] Encode(string text, int maxLength = int.MaxValue);

    /// <summary>Text of <paramref name="ids"/> up to the first end token; padding is skipped.</summary>
    string Decode(IEnumerable<long> ids);
}
