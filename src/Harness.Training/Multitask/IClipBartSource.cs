using Harness.Backbones.ClipBartModels;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Multitask;

/// <summary>A CLIP-BART on disk, with what it reads text with; the embedding of grid cells is new to BART and begins at random.</summary>
public interface IClipBartSource
{
    ITokenizer Tokenizer { get; }

    /// <summary>Hex SHA-256 over the files that decide the model, read once: a sweep asks for every cell.</summary>
    string Digest { get; }

    /// <summary>
    /// Whether runs follow VL-Adapter's released code where the small model does not: texts begin with BART's start token, statements about pairs of
    /// pictures are not cut, and each task has a batch size of its own.
    /// </summary>
    bool AsReleased { get; }

    /// <summary>The language model with its weights, and a fresh embedding of cells.</summary>
    /// <param name="dropout">Dropout while tuning (0.1 in BART).</param>
    /// <param name="generator">Draws what the files do not hold.</param>
    /// <param name="device">Null: the CPU.</param>
    ClipBart LoadModel(double dropout, Generator generator, Device? device = null);

    /// <summary>The same sizes with random weights.</summary>
    ClipBart RandomModel(double dropout, Generator generator, Device? device = null);
}
