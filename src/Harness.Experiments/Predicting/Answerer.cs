using System.Diagnostics;
using Harness.Adapters.Saving;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.Regions;
using Harness.Backbones.VlT5Models;
using Harness.Data.Pictures;
using Harness.Data.Text;
using Harness.Runs.Configuration;
using Harness.Training.Features;
using Harness.Training.Pretraining;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Experiments.Predicting;

/// <summary>Answers questions about single pictures with the small VL-T5, bare or as a run tuned it.</summary>
public sealed class Answerer : IDisposable
{
    private readonly VlT5 model;
    private readonly ITokenizer tokenizer;
    private readonly RegionEmbedder embedder;
    private readonly string prompt;
    private readonly (int Question, int Answer) most;

    private Answerer(VlT5 model, ITokenizer tokenizer, RegionEmbedder embedder, string prompt, (int, int) most)
    {
        (this.model, this.tokenizer, this.embedder, this.prompt, this.most) = (model, tokenizer, embedder, prompt, most);
        model.eval();
    }

    /// <summary>The backbone as pre-training left it, or with a saved adapter that is not a run's.</summary>
    /// <param name="adapter">A folder of <see cref="AdapterFolder"/>; null: none.</param>
    public static Answerer Plain(RunAssets assets, BackboneConfig backbone, string? adapter)
    {
        var folder = assets.VlT5.Folder(backbone);
        var options = new FineTuneOptions();
        var model = folder.LoadModel(0);
        if (adapter is not null)
            AdapterFolder.Load(adapter, model);
        return new Answerer(
            model,
            folder.Tokenizer,
            folder.LoadEmbedder(),
            SmallVlT5.Prompt,
            (options.MaxQuestionTokens, options.MaxAnswerTokens)
        );
    }

    /// <summary>The backbone as a run tuned it.</summary>
    public static Answerer Tuned(RunAssets assets, SavedRun run)
    {
        var (model, tokenizer) = run.Open(assets);
        var train = run.Config.Train;
        return new Answerer(
            model,
            tokenizer,
            assets.VlT5.Folder(run.Config.Backbone).LoadEmbedder(),
            train.Prompt,
            (train.MaxQuestionTokens, train.MaxAnswerTokens)
        );
    }

    /// <param name="boxes">Where the model may look.</param>
    public Answered Answer(Picture picture, IReadOnlyList<Box> boxes, string question)
    {
        var clock = Stopwatch.GetTimestamp();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var context = PassContext.Inference();
        using var reader = new RegionReader(embedder, _ => boxes, leaveOpen: true);
        using var regions = CachedFeatures.Compute(["picture"], _ => picture, reader);
        var ids = TokenBatch.Pad([tokenizer.Encode(prompt.Replace("{0}", question), most.Question)], tokenizer.PadId);
        var encoded = model.Encode(ids, null, regions.Features, regions.Boxes!, context);
        var limits = new DecodingLimits
        {
            MaxNewTokens = most.Answer,
            End = tokenizer.EndId,
            Pad = tokenizer.PadId,
        };
        var best = model.Generate(encoded, limits, context)[0][0];
        var search = new BeamOptions
        {
            NumBeams = Answered.MostAlternatives,
            NumReturnSequences = Answered.MostAlternatives,
            LengthPenalty = 0,
        };
        var beams = model.Generate(encoded, limits, context, search)[0];
        // A special token is no answer; a backbone that no run tuned may still prefer one.
        var texts = beams.Select(Given).Where(a => a.Score > 0 && !IsSpecial(a)).DistinctBy(a => a.Answer).ToList();
        var given = Given(best);
        return new Answered(
            IsSpecial(given) ? texts.FirstOrDefault() ?? new GivenAnswer("", 0) : given,
            texts,
            Stopwatch.GetElapsedTime(clock).TotalSeconds
        );

        static bool IsSpecial(GivenAnswer text) => text.Answer.Contains('<');
    }

    public void Dispose()
    {
        model.Dispose();
        embedder.Dispose();
    }

    private GivenAnswer Given(ScoredText text) => new(tokenizer.Decode(text.Tokens), Math.Exp(text.Score));
}
