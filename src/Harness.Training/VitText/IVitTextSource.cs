using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Data.Text;
using Harness.Training.Features;
using static TorchSharp.torch;

namespace Harness.Training.VitText;

/// <summary>A frozen vision transformer and a language model on disk, with what reads text.</summary>
public interface IVitTextSource
{
    ITokenizer Tokenizer { get; }

    /// <summary>Hex SHA-256 over the files that decide both models, read once: a sweep asks for every cell.</summary>
    string Digest { get; }

    /// <summary>Of the vision transformer alone, whatever reads its features.</summary>
    string VisionDigest { get; }

    /// <summary>
    /// Whether runs follow the routing paper's released code where it departs from the usual: text behind a prefix is embedded twice, the prefix
    /// counts among a question's tokens, and of captions each is an item, padding is learnt and the first token is not.
    /// </summary>
    bool AsReleased { get; }

    /// <summary>The frozen picture encoder.</summary>
    /// <param name="pooled">One vector a picture instead of all states.</param>
    /// <param name="device">Null: the CPU.</param>
    IFeatureReader OpenVision(bool pooled, Device? device = null);

    /// <summary>The encoder with a fresh answer head.</summary>
    /// <param name="around">What stands around it; its text encoder is replaced by this source's.</param>
    /// <param name="dropout">Dropout while tuning (0.1 in RoBERTa).</param>
    /// <param name="generator">Draws the head, and everything where the weights are to be random.</param>
    RobertaVqa LoadRoberta(
        RobertaVqaConfig around,
        double dropout,
        Generator generator,
        bool random = false,
        Device? device = null
    );

    /// <summary>The decoder.</summary>
    /// <param name="generator">Draws every weight instead of loading it; null: the files' weights.</param>
    Gpt2 LoadGpt2(double dropout, Generator? generator = null, Device? device = null);
}
