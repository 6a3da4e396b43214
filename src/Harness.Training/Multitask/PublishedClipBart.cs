using Harness.Adapters.Saving;
using Harness.Backbones.BartModels;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.ClipBartModels;
using Harness.Data;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.Training.Multitask;

/// <summary>
/// CLIP-BART from BART's folder as Hugging Face publishes it. Behind BART's tokens the table gets 200 rows, drawn at random and never trained, whose last ones
/// number grid cells: VL-Adapter (Sung et al. 2022, arXiv 2112.06825) adds 100 sentinels and 100 names of regions. CLIP's features come from files.
/// </summary>
public sealed class PublishedClipBart : IClipBartSource
{
    private const int AddedTokens = 200;

    private readonly PublishedFolder folder;
    private readonly Lazy<string> digest;

    /// <exception cref="CheckpointException">A file is missing or is not what it should be.</exception>
    public PublishedClipBart(string path)
    {
        folder = new PublishedFolder(path);
        Tokenizer = folder.Tokenizer();
        digest = new Lazy<string>(() => FileDigest.Of(folder.Files));
    }

    public ITokenizer Tokenizer { get; }

    public string Digest => digest.Value;

    public bool AsReleased => true;

    public ClipBart LoadModel(double dropout, Generator generator, Device? device = null)
    {
        var model = RandomModel(dropout, generator, device);
        using var bart = new Bart(folder.Sizes(BartConfig.FromJson));
        CheckpointLoader.Load(bart, folder.Path);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var state = model.state_dict();
        foreach (var (name, value) in bart.state_dict())
        {
            var target = state[name];
            for (var i = 0; i < value.shape.Length; i++)
                target = target.narrow(i, 0, value.shape[i]); // rows of added tokens stay as they were drawn
            target.copy_(value);
        }
        return model;
    }

    public ClipBart RandomModel(double dropout, Generator generator, Device? device = null)
    {
        var sizes = folder.Sizes(ClipBartConfig.FromJson);
        if (sizes.VocabSize < Tokenizer.VocabSize)
            throw new CheckpointException(
                $"{folder.Path}: config.json has {sizes.VocabSize} tokens and vocab.json {Tokenizer.VocabSize}; they do not belong together."
            );
        return new ClipBart(
            sizes with
            {
                Name = folder.Name,
                VocabSize = sizes.VocabSize + AddedTokens,
                Dropout = dropout,
                AttentionDropout = dropout,
                ActivationDropout = dropout,
            },
            generator,
            device
        );
    }
}
