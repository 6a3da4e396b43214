using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Backbones;
using TorchSharp;

namespace Harness.Cli;

/// <summary>A backbone that <c>params</c> counts, with the rows of its paper.</summary>
/// <param name="Build">A fresh model on the META device.</param>
/// <param name="Rows">Names unique on the backbone.</param>
/// <param name="Sweep">Further rows: grids of sizes.</param>
/// <param name="Listed">False for models that are shown by name or with the sweeps only: the shipped small one, and one that is not built here.</param>
/// <param name="TotalHasModules">Whether the paper's percentages are of the backbone with the modules inserted.</param>
/// <param name="AlwaysTrained">By formula, what trains beside every method: a fresh head or visual embedding.</param>
internal sealed record CountedBackbone(
    string Paper,
    string Name,
    Func<IBackbone> Build,
    IReadOnlyList<CatalogueEntry> Rows,
    IReadOnlyList<CatalogueEntry> Sweep,
    bool Listed = true,
    bool TotalHasModules = false,
    long AlwaysTrained = 0
)
{
    /// <summary>Word-level vocabulary of the shipped small model, for counting without its file.</summary>
    private const long SmallVocabulary = 512;

    private static readonly IReadOnlyList<CatalogueEntry> whole = [new("full", new FullFinetuning())];

    /// <summary>Every backbone, by paper.</summary>
    public static IReadOnlyList<CountedBackbone> All { get; } =
    [
        new(
            "mixphm",
            "vl-t5-base",
            () => new VlT5(VlT5Config.Base, device: torch.META),
            Named(Catalogue.MixPhmBase),
            MixPhmSweep.Rows
        ),
        new(
            "mixphm",
            "vl-t5-small",
            () => new VlT5(VlT5Config.Small(SmallVocabulary), device: torch.META),
            Named(Catalogue.MixPhmSmall),
            [],
            Listed: false
        ),
        new(
            "mixphm",
            "x-vlm",
            () => new SketchedBackbone("x-vlm", blocks: 18, width: 768, total: 293_480_000),
            Named(Catalogue.MixPhmOtherModels),
            [],
            Listed: false
        ),
        .. Encoder(RobertaConfig.Base),
        .. Encoder(RobertaConfig.Large),
        new(
            "routing",
            "gpt2",
            () => new Gpt2(Gpt2Config.Small, device: torch.META),
            RoutingCatalogue.Decoder,
            RoutingCatalogue.Ranks(fused: true)
        ),
        new(
            "routing",
            "gpt2-medium",
            () => new Gpt2(Gpt2Config.Medium, device: torch.META),
            RoutingCatalogue.Decoder,
            RoutingCatalogue.Ranks(fused: true)
        ),
        new(
            "routing",
            "clip-bart-base",
            () => new ClipBart(ClipBartConfig.Base, device: torch.META),
            RoutingCatalogue.ClipBart,
            [],
            TotalHasModules: true,
            AlwaysTrained: VisualEmbedding(ClipBartConfig.Base)
        ),
        new("routing", "bart-base", () => new Bart(BartConfig.Base, device: torch.META), whole, []),
        new("routing", "vit-b/16", () => new Vit(VitConfig.Base, device: torch.META), whole, []),
        new("routing", "vit-b/16-no-pooler", () => new Vit(VitConfig.Base, device: torch.META, hasPooler: false), whole, []),
        new("routing", "vit-l/16", () => new Vit(VitConfig.Large, device: torch.META), whole, []),
        new("routing", "vit-l/16-no-pooler", () => new Vit(VitConfig.Large, device: torch.META, hasPooler: false), whole, []),
    ];

    /// <summary>A RoBERTa by itself, and with either head over the 3,129 answers of VQA v2.</summary>
    private static IEnumerable<CountedBackbone> Encoder(RobertaConfig config)
    {
        yield return new(
            "routing",
            config.Name,
            () => new Roberta(config, device: torch.META),
            RoutingCatalogue.Encoder,
            RoutingCatalogue.Ranks(fused: false)
        );
        foreach (var layers in new[] { 1, 2 })
        {
            var vqa = new RobertaVqaConfig { Roberta = config, Classifier2Layer = layers == 2 };
            yield return new(
                "routing",
                $"{config.Name}-head-{layers}",
                () => new RobertaVqa(vqa, device: torch.META),
                RoutingCatalogue.EncoderWithHead,
                [],
                AlwaysTrained: vqa.HeadParameters
            );
        }
    }

    // Two projections with a norm each, and the table of image orders.
    private static long VisualEmbedding(ClipBartConfig c) => (c.FeatDim + 1 + 2 + 5 + 1 + 2 + c.NImages) * c.DModel;

    // In this comparison a method has one row, so its name is enough.
    private static IReadOnlyList<CatalogueEntry> Named(IReadOnlyList<CatalogueEntry> entries) =>
        [.. entries.Select(e => e with { Row = e.Method.Name })];
}
