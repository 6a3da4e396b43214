using Harness.Adapters.Saving.Safetensors;
using Harness.Adapters.Sites;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Data;
using Harness.Data.Text;
using Harness.Training.Optimisers;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining.VitText;

/// <summary>Settings of both pre-trainings, measured on one core: vision is what takes long.</summary>
public sealed record VitTextOptions
{
    public LoopOptions Vision { get; init; } =
        new()
        {
            Seed = 2010,
            Steps = 10_000,
            BatchSize = 32,
            LookEvery = 1_000,
            Optimiser = Rate(1.5e-3),
        };

    public LoopOptions Language { get; init; } =
        new()
        {
            Seed = 1907,
            Steps = 3_000,
            BatchSize = 48,
            LookEvery = 500,
            Optimiser = Rate(3e-3),
        };

    /// <summary>Pictures that are revisited.</summary>
    public int Pictures { get; init; } = 24_000;

    public int HeldOutPictures { get; init; } = 500;

    private static AdamWOptions Rate(double rate) => new LoopOptions().Optimiser with { LearningRate = rate };
}

/// <summary>
/// A small vision transformer and a small text encoder or decoder from nothing, neither of which knows of the other: pictures with labels here,
/// texts without pictures there. Only scenes of the pre-training stream are used, and no question with its answer.
/// </summary>
public sealed class SmallVitText(StampScenes data, VitTextOptions options)
{
    /// <summary>Names of the backbones that this makes.</summary>
    public const string Encoder = "vit-roberta-small",
        Decoder = "vit-gpt2-small";

    private readonly LanguageTexts texts = new(data);

    /// <summary>Trains what <paramref name="work"/> does not hold yet, and leaves the finished files in <paramref name="folder"/>.</summary>
    /// <param name="backbone"><see cref="Encoder"/> or <see cref="Decoder"/>.</param>
    /// <param name="work">Folder of unfinished work; both backbones find one vision transformer there.</param>
    public TwoPartReport Run(
        string backbone,
        string folder,
        string work,
        Action<string>? say = null,
        Action<PretrainLook>? look = null,
        CancellationToken cancellation = default
    )
    {
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(folder);
        var vocabulary = WordVocabulary.Build(texts.Words(), sentinels: 0, regions: 0);
        vocabulary.Save(Path.Combine(folder, VitTextFolder.VocabularyFile));
        return new TwoPartReport(
            Vision(folder, work, say, look, cancellation),
            Language(backbone, vocabulary, folder, work, say, look, cancellation)
        );
    }

    private IReadOnlyList<PretrainLook> Vision(
        string folder,
        string work,
        Action<string>? say,
        Action<PretrainLook>? look,
        CancellationToken cancellation
    )
    {
        using var generator = options.Vision.Weights();
        using var model = new Vit(VitConfig.Mini, generator);
        say?.Invoke(
            $"{model.Name}: {model.parameters().Sum(p => p.numel()):N0} parameters; pictures of {options.Pictures + options.HeldOutPictures:N0} scenes"
        );
        // A finished training needs no pictures.
        var pool = new Lazy<PicturePool>(() => Pool(0, options.Pictures));
        var heldOut = new Lazy<PicturePool>(() => Pool((ulong)options.Pictures, options.HeldOutPictures));
        try
        {
            var state = Path.Combine(work, "vision-state.safetensors");
            var looks = new VisionPretrainer(model, data.Sprites, pool, heldOut, options.Vision).Run(
                state,
                generator,
                look,
                cancellation
            );
            Save(folder, VitTextFolder.VisionFile, model);
            return looks;
        }
        finally
        {
            foreach (var made in new[] { pool, heldOut }.Where(p => p.IsValueCreated))
                made.Value.Dispose();
        }

        PicturePool Pool(ulong first, int count) =>
            new(data, first, count, (int)VitConfig.Mini.ImageSize, (int)VitConfig.Mini.PatchSize);
    }

    private IReadOnlyList<PretrainLook> Language(
        string backbone,
        WordVocabulary vocabulary,
        string folder,
        string work,
        Action<string>? say,
        Action<PretrainLook>? look,
        CancellationToken cancellation
    )
    {
        using var generator = options.Language.Weights();
        var tokenizer = new WordTokenizer(vocabulary);
        var state = Path.Combine(work, backbone + "-state.safetensors");
        if (backbone == Decoder)
        {
            using var writer = new Gpt2(Gpt2Config.Mini(tokenizer.VocabSize), generator);
            Say(writer);
            var learnt = new WriterPretrainer(writer, tokenizer, texts, options.Language).Run(state, look, cancellation);
            Save(folder, VitTextFolder.LanguageFile, writer);
            return learnt;
        }
        using var encoder = new Roberta(RobertaConfig.Mini(tokenizer.VocabSize), generator);
        Say(encoder);
        var looks = new MaskedPretrainer(encoder, tokenizer, texts, options.Language).Run(state, generator, look, cancellation);
        Save(folder, VitTextFolder.LanguageFile, encoder);
        return looks;

        void Say(IBackbone model) =>
            say?.Invoke(
                $"text of {model.Name}: {model.Root.parameters().Sum(p => p.numel()):N0} parameters, {tokenizer.VocabSize} words"
            );
    }

    private static void Save(string folder, string file, nn.Module model) =>
        SafetensorsWriter.Write(Path.Combine(folder, file), VlT5Folder.Named(model));
}
