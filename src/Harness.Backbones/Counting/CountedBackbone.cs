using Harness.Adapters;
using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Backbones.VlT5Models;
using TorchSharp;

namespace Harness.Backbones.Counting;

/// <summary>A backbone that <c>params</c> counts, with the rows of its paper.</summary>
/// <param name="Build">A fresh model on the META device.</param>
/// <param name="Rows">Names unique on the backbone.</param>
/// <param name="Sweep">Further rows: grids of sizes.</param>
/// <param name="Listed">False for models that are shown by name or with the sweeps only: the shipped small one, and one that is not built here.</param>
/// <param name="TotalHasModules">Whether the paper's percentages are of the backbone with the modules inserted.</param>
/// <param name="AlwaysTrained">By formula, what trains beside every method: a fresh head or visual embedding.</param>
public sealed record CountedBackbone(
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

/// <summary>MixPHM's sizes one at a time, what its experts may share, and settings of the other methods that the table does not use.</summary>
internal static class MixPhmSweep
{
    /// <summary>Width of VL-T5 base, which turns a bottleneck into a reduction factor.</summary>
    private const int Width = 768;

    public static IReadOnlyList<CatalogueEntry> Rows { get; } =
    [
        .. Each("num_experts", [1, 2, 3, 4, 6, 8, 10, 12, 16], v => new MixPhmMethod { NumExperts = v }),
        .. Each("phm_rank", [1, 2, 4, 8, 12, 16, 24, 32], v => new MixPhmMethod { PhmRank = v }),
        .. Each("bottleneck", [24, 32, 48, 64, 96, 128, 192], v => new MixPhmMethod { ReductionFactor = Width / v }),
        .. Each("hypercomplex_division", [1, 2, 4, 8, 16], v => new MixPhmMethod { HypercomplexDivision = v }),
        new("plain", new AdaMixMethod { SharingUp = false }),
        new("plain-down_shared", new AdaMixMethod { SharingUp = false, SharingDown = true }),
        new(
            "kronecker-own_rule",
            new MixPhmMethod
            {
                FactorizedPhm = false,
                SharedPhmRule = false,
                SharingDown = false,
            }
        ),
        new("kronecker", new MixPhmMethod { FactorizedPhm = false, SharingDown = false }),
        new("kronecker-low_rank-own_rule", new MixPhmMethod { SharedPhmRule = false, SharingDown = false }),
        new("kronecker-low_rank", new MixPhmMethod { SharingDown = false }),
        new("kronecker-low_rank-own_rule-down_shared", new MixPhmMethod { SharedPhmRule = false }),
        new("kronecker-down_shared", new MixPhmMethod { FactorizedPhm = false }),
        new("kronecker-low_rank-up_shared", new MixPhmMethod { SharingDown = false, SharingUp = true }),
        new("kronecker-low_rank-both_shared", new MixPhmMethod { SharingUp = true }),
        new("bitfit-visual_biases", new BitFitMethod { VisualProjectionBias = true }),
        new("lora-r8", new LoraMethod()),
        new("compacter-r24-phm_rank1", new CompacterMethod { PhmRank = 1, ReductionFactor = Width / 24 }),
    ];

    private static IEnumerable<CatalogueEntry> Each(string key, int[] values, Func<int, MixPhmMethod> make) =>
        values.Select(v => new CatalogueEntry($"mixphm {key}={v}", make(v)));
}
