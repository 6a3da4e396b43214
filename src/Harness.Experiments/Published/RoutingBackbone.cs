using Harness.Adapters.Full;
using Harness.Adapters.Sites;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Data;
using Harness.Data.Files;
using Harness.Experiments.Costs;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Sweeps;
using TorchSharp;

namespace Harness.Experiments.Published;

/// <summary>Positions of a pass: of the text stacks, of the head, and rows a sample (beams).</summary>
/// <param name="Memory">Positions that a decoder's cross-attention reads; the text's own where there is none.</param>
internal sealed record Positions(double Encoder, double Decoder, double Head, double Memory, int Rows = 1)
{
    /// <summary>Positions that a linear map reads.</summary>
    public double Of(SiteAddress a) =>
        a.SubLayer switch
        {
            SubLayer.Head => Head,
            SubLayer.Embedding => Encoder,
            SubLayer.CrossAttention when a.Role is SiteRole.Key or SiteRole.Value => Memory,
            _ => a.Stack == "decoder" ? Decoder : Encoder,
        };

    /// <summary>Positions that an attention looks at.</summary>
    public double Keys(SiteAddress query) => query.SubLayer == SubLayer.CrossAttention ? Memory : Of(query);
}

/// <summary>A published pair of models of the routing paper (arXiv 2403.09377): the files that it takes, and what runs of it cost.</summary>
/// <param name="Name">As <c>backbone.name</c>.</param>
/// <param name="VisionFolder">Of the tower's files, below the folder of weights; null where features come from elsewhere.</param>
/// <param name="TextFolder">Of the language model's.</param>
/// <param name="Shapes">The model that is tuned, without weights.</param>
/// <param name="AlwaysTrained">Numbers that train beside every method: a fresh head.</param>
/// <param name="Table">Numbers of a tied head, which is no linear map of its own.</param>
/// <param name="Vision">The tower that describes pictures once; null where features come from elsewhere.</param>
/// <param name="TestItems">Of published size.</param>
internal sealed record RoutingBackbone(
    string Name,
    string? VisionFolder,
    string TextFolder,
    Func<IBackbone> Shapes,
    long Heads,
    int Layers,
    long AlwaysTrained,
    long Table,
    Positions Learning,
    Positions Answering,
    VitConfig? Vision,
    long TestItems
)
{
    private const int Value = 4,
        CopiesOfTrained = 4,
        KeptPerLogit = 3;

    // Pictures of COCO's train2014 and val2014.
    private const long Pictures = 82_783 + 40_504;

    public static IReadOnlyList<RoutingBackbone> Encoders { get; } =
    [
        Encoder("vit-b-roberta-base", RobertaConfig.Base, VitConfig.Base, "vit-base-patch16-224-in21k"),
        Encoder("vit-l-roberta-large", RobertaConfig.Large, VitConfig.Large, "vit-large-patch16-224-in21k"),
    ];

    public static IReadOnlyList<RoutingBackbone> Decoders { get; } =
    [
        Decoder("vit-b-gpt2", Gpt2Config.Small, VitConfig.Base, "vit-base-patch16-224-in21k"),
        Decoder("vit-l-gpt2-medium", Gpt2Config.Medium, VitConfig.Large, "vit-large-patch16-224-in21k"),
    ];

    public static RoutingBackbone Joint { get; } = EncoderDecoder();

    private const string Published = "published",
        Random = "random";

    private static IEnumerable<RoutingBackbone> All => [.. Encoders, .. Decoders, Joint];

    /// <summary>The published pair that a configuration names; null for a small one.</summary>
    /// <exception cref="UserErrorException">Published weights of a small one, or other weights of a published one; exit code 2.</exception>
    public static RoutingBackbone? Of(BackboneConfig config) =>
        (All.FirstOrDefault(b => b.Name == config.Name), config.Weights) switch
        {
            (null, Published) => throw new UserErrorException(
                $"backbone.name = {config.Name} has no published weights here; there are {string.Join(", ", All.Select(b => b.Name))}.",
                UserErrorException.BadUsage
            ),
            (null, _) => null,
            (var pair, Published or Random) => pair,
            _ => throw new UserErrorException(
                $"backbone.weights = {config.Weights} does not fit {config.Name}, which takes {Published} or {Random}; the folder of published weights is named with --weights.",
                UserErrorException.BadUsage
            ),
        };

    /// <summary>The files of both models, present or not.</summary>
    /// <param name="folder">Where published models lie, a folder each.</param>
    public IEnumerable<NeededFile> Weights(string folder) =>
        [.. VisionFolder is null ? [] : Model(folder, VisionFolder), .. Model(folder, TextFolder)];

    /// <summary>By counting, without early stop; pictures are described once a run, which kept features save for later runs.</summary>
    public RunCost Cost(RunConfig config)
    {
        if (config.Method.Name == MethodCatalog.Majority)
            return new RunCost(0, 0, 0);
        var (method, train, steps) = (RunSetup.Method(config), config.Train, CostEstimate.Steps(config));
        var model = Shapes();
        var (learning, answering) = (
            new PassCost(model, Learning.Of, Learning.Keys, Heads),
            new PassCost(model, Answering.Of, Answering.Keys, Heads)
        );
        var whole = method is FullFinetuning;
        var (trained, inserted) = (method.ClosedForm(model) + (whole ? 0 : AlwaysTrained), whole ? 0 : method.ClosedForm(model));
        var perSample = learning.TrainingFlops(inserted, whole ? 1 : 0) + (whole ? 3 : 2) * 2.0 * Table * Learning.Head;
        var perAnswer = Answering.Rows * (answering.Flops + answering.InsertedFlops(inserted) + 2.0 * Table * Answering.Head);
        var described = Vision is { } tower ? Pictures * Describing(tower) : 0;
        var held = Value * (model.Root.parameters().Sum(p => (double)p.numel()) + inserted + (double)CopiesOfTrained * trained);
        var logits = (double)Value * Table / Math.Max(1, Width(model));
        return new RunCost(
            steps * (double)train.BatchSize * perSample,
            ((double)Math.Min(train.Looks, steps) * train.NDev + 2 * TestItems) * perAnswer + described,
            held
                + Math.Max(
                    train.BatchSize * (learning.KeptBytes + KeptPerLogit * Learning.Head * logits),
                    train.EvalBatchSize * Answering.Rows * (answering.KeptBytes / Layers + KeptPerLogit * logits)
                )
        );
    }

    private static double Describing(VitConfig tower)
    {
        var vit = new Vit(tower, device: torch.META);
        var patches = 1 + tower.ImageSize * tower.ImageSize / (double)(tower.PatchSize * tower.PatchSize);
        return new PassCost(vit, a => a.SubLayer == SubLayer.Head ? 1 : patches, _ => patches, tower.NumAttentionHeads).Flops;
    }

    private static long Width(IBackbone model) => model.HiddenSites[0].Address.OutWidth;

    // Questions of 20 tokens with the prefix; a head reads one position.
    private static RoutingBackbone Encoder(string name, RobertaConfig text, VitConfig vision, string visionFolder)
    {
        var whole = new RobertaVqaConfig { Roberta = text };
        var pass = new Positions(20, 20, 1, 20);
        return new(
            name,
            visionFolder,
            text.Name,
            () => new RobertaVqa(whole, device: torch.META),
            text.NumAttentionHeads,
            text.NumHiddenLayers,
            whole.HeadParameters,
            0,
            pass,
            pass,
            vision,
            26_280
        );
    }

    // The prefix and 50 tokens; five beams of 20 tokens.
    private static RoutingBackbone Decoder(string name, Gpt2Config text, VitConfig vision, string visionFolder) =>
        new(
            name,
            visionFolder,
            text.Name,
            () => new Gpt2(text, device: torch.META),
            text.NHead,
            text.NLayer,
            0,
            text.VocabSize * text.NEmbd,
            new Positions(51, 51, 51, 51),
            new Positions(20, 20, 20, 20, Rows: 5),
            vision,
            5_000
        );

    // Text of 20 tokens and 36 cells; answers and captions of about 8 tokens in the mixture of tasks.
    private static RoutingBackbone EncoderDecoder() =>
        new(
            "clip-bart-base",
            null,
            "bart-base",
            () => new ClipBart(ClipBartConfig.Base, device: torch.META),
            ClipBartConfig.Base.EncoderAttentionHeads,
            ClipBartConfig.Base.EncoderLayers + ClipBartConfig.Base.DecoderLayers,
            0,
            ClipBartConfig.Base.VocabSize * ClipBartConfig.Base.DModel,
            new Positions(56, 8, 8, 56),
            new Positions(56, 10, 10, 56),
            null,
            26_280 + 12_578 + 6_967 + 5_000
        );

    private static IEnumerable<NeededFile> Model(string weights, string folder)
    {
        var published = $"{Publisher(folder)}/{folder}";
        var from = $"huggingface.co/{published} has them; name the folder with --weights";
        yield return new($"{published} (config.json)", weights, [$"{folder}/config.json"], from);
        yield return new($"{published} (weights)", weights, [$"{folder}/model.safetensors", $"{folder}/pytorch_model.bin"], from);
        if (!folder.StartsWith("vit-", StringComparison.Ordinal))
            foreach (var file in new[] { "vocab.json", "merges.txt" })
                yield return new($"{published} ({file})", weights, [$"{folder}/{file}"], from);
    }

    private static string Publisher(string folder) =>
        folder.Split('-')[0] switch
        {
            "vit" => "google",
            "roberta" => "FacebookAI",
            "gpt2" => "openai-community",
            _ => "facebook",
        };
}
