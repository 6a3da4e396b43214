using static TorchSharp.torch;

namespace Harness.Backbones.Decoding;

/// <summary>A model in the middle of writing: it has read some tokens of each row and scores the next one.</summary>
public interface IDecodingSession : IDisposable
{
    /// <summary>Reads <paramref name="tokens"/> [R, l], which follow those read before, and returns the next token's logits, [R, V].</summary>
    Tensor Next(Tensor tokens);

    /// <summary>Continues with the rows that <paramref name="rows"/> [R'] names, in that order; a row may be named twice (beams).</summary>
    void Reorder(Tensor rows);
}
