using Harness.Backbones.VlT5Models;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>A VL-T5 on disk, with what it reads text with.</summary>
public interface IVlT5Source
{
    ITokenizer Tokenizer { get; }

    /// <summary>Hex SHA-256 over the files that decide the model, read once: a sweep asks for every cell.</summary>
    string Digest { get; }

    /// <summary>The model with its weights.</summary>
    /// <param name="dropout">Dropout while tuning (0.1 in T5).</param>
    /// <param name="generator">Draws what the files do not hold, on the CPU; needed only where there is such a thing.</param>
    /// <param name="device">Null: the CPU.</param>
    VlT5 LoadModel(double dropout, Generator? generator = null, Device? device = null);

    /// <summary>The same sizes with fresh random weights, for comparison.</summary>
    VlT5 RandomModel(double dropout, Generator generator, Device? device = null);
}
