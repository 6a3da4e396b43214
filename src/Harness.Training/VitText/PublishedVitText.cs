using Harness.Adapters.Saving;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Data;
using Harness.Data.Pictures.Preprocessing;
using Harness.Data.Text;
using Harness.Training.Features;
using static TorchSharp.torch;

namespace Harness.Training.VitText;

/// <summary>
/// A vision transformer and RoBERTa or GPT-2 from two folders as Hugging Face publishes them. Sizes are those of <c>config.json</c>; no map stands between
/// the two, so their widths must agree. Pictures are prepared as <c>preprocessor_config.json</c> says, without one as by ViT's own values.
/// </summary>
public sealed class PublishedVitText : IVitTextSource
{
    private readonly PublishedFolder vision,
        language;
    private readonly VitConfig sight;
    private readonly PicturePreprocessor preprocessor;
    private readonly Lazy<string> digest,
        visionDigest;

    /// <exception cref="CheckpointException">A file is missing, is not what it should be, or does not fit the others.</exception>
    public PublishedVitText(string visionFolder, string languageFolder)
    {
        (vision, language) = (new PublishedFolder(visionFolder), new PublishedFolder(languageFolder));
        sight = vision.Sizes(VitConfig.FromJson) with { Name = vision.Name };
        preprocessor =
            vision.Preprocessor() ?? PicturePreprocessor.Vit with { Size = ((int)sight.ImageSize, (int)sight.ImageSize) };
        if ((preprocessor.Crop ?? preprocessor.Size) is var size && size != ((int)sight.ImageSize, (int)sight.ImageSize))
            throw new CheckpointException(
                $"{visionFolder}: preprocessor_config.json makes pictures of {size?.Height}×{size?.Width} pixels, config.json reads {sight.ImageSize}×{sight.ImageSize}."
            );
        Tokenizer = language.Tokenizer();
        visionDigest = new Lazy<string>(() => FileDigest.Of(vision.Files));
        digest = new Lazy<string>(() => FileDigest.Of([.. vision.Files, .. language.Files]));
    }

    public ITokenizer Tokenizer { get; }

    public string Digest => digest.Value;

    public string VisionDigest => visionDigest.Value;

    public bool AsReleased => true;

    public IFeatureReader OpenVision(bool pooled, Device? device = null)
    {
        var model = new Vit(sight, device: device, hasPooler: pooled);
        CheckpointLoader.Load(model, vision.Path);
        return new VitReader(model, pooled, preprocessor);
    }

    public RobertaVqa LoadRoberta(
        RobertaVqaConfig around,
        double dropout,
        Generator generator,
        bool random = false,
        Device? device = null
    )
    {
        var sizes = language.Sizes(RobertaConfig.FromJson) with
        {
            Name = language.Name,
            HiddenDropoutProb = dropout,
            AttentionProbsDropoutProb = dropout,
        };
        Check(sizes.HiddenSize, sizes.VocabSize);
        var model = new RobertaVqa(around with { Roberta = sizes }, generator, device);
        if (!random)
            CheckpointLoader.Load(model, language.Path, new LoadingOptions { Fresh = model.AlwaysTrains });
        return model;
    }

    public Gpt2 LoadGpt2(double dropout, Generator? generator = null, Device? device = null)
    {
        var sizes = language.Sizes(Gpt2Config.FromJson) with
        {
            Name = language.Name,
            ResidPdrop = dropout,
            EmbdPdrop = dropout,
            AttnPdrop = dropout,
        };
        Check(sizes.NEmbd, sizes.VocabSize);
        var model = new Gpt2(sizes, generator, device);
        if (generator is null)
            CheckpointLoader.Load(model, language.Path);
        return model;
    }

    private void Check(long width, long words)
    {
        if (width != sight.HiddenSize)
            throw new CheckpointException(
                $"{language.Path} is {width} wide and {vision.Path} {sight.HiddenSize}; nothing stands between the two, so both must have one width."
            );
        if (words < Tokenizer.VocabSize)
            throw new CheckpointException(
                $"{language.Path}: config.json has {words} tokens and vocab.json {Tokenizer.VocabSize}; they do not belong together."
            );
    }
}
