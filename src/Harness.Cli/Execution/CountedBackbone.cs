using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Backbones;
using TorchSharp;

namespace Harness.Cli;

/// <summary>A backbone that <c>params</c> counts, with the rows of its paper.</summary>
/// <param name="Build">A fresh model on the META device.</param>
/// <param name="Rows">Names unique on the backbone.</param>
/// <param name="Sweep">Further rows: grids of sizes.</param>
/// <param name="Published">False for the small model that no paper has.</param>
/// <param name="TotalHasModules">Whether the paper's percentages are of the backbone with the modules inserted.</param>
internal sealed record CountedBackbone(
    string Paper, string Name, Func<IBackbone> Build, IReadOnlyList<CatalogueEntry> Rows, IReadOnlyList<CatalogueEntry> Sweep,
    bool Published = true, bool TotalHasModules = false)
{
    /// <summary>Word-level vocabulary of the shipped small model, for counting without its file.</summary>
    private const long SmallVocabulary = 512;

    private static readonly IReadOnlyList<CatalogueEntry> whole = [new("full", new FullFinetuning())];

    /// <summary>Every backbone, by paper.</summary>
    public static IReadOnlyList<CountedBackbone> All { get; } =
    [
        new("mixphm", "vl-t5-base", () => new VlT5(VlT5Config.Base, device: torch.META), Named(Catalogue.MixPhmBase), MixPhmSweep.Rows),
        new("mixphm", "vl-t5-small", () => new VlT5(VlT5Config.Small(SmallVocabulary), device: torch.META), Named(Catalogue.MixPhmSmall), [], Published: false),
        new("mixphm", "x-vlm", () => new SketchedBackbone("x-vlm", blocks: 18, width: 768, total: 293_480_000), Named(Catalogue.MixPhmOtherModels), []),
        new("routing", "roberta-base", () => new Roberta(RobertaConfig.Base, device: torch.META), RoutingCatalogue.Encoder, RoutingCatalogue.Ranks(fused: false)),
        new("routing", "roberta-large", () => new Roberta(RobertaConfig.Large, device: torch.META), RoutingCatalogue.Encoder, RoutingCatalogue.Ranks(fused: false)),
        new("routing", "gpt2", () => new Gpt2(Gpt2Config.Small, device: torch.META), RoutingCatalogue.Decoder, RoutingCatalogue.Ranks(fused: true)),
        new("routing", "gpt2-medium", () => new Gpt2(Gpt2Config.Medium, device: torch.META), RoutingCatalogue.Decoder, RoutingCatalogue.Ranks(fused: true)),
        new("routing", "clip-bart-base", () => new ClipBart(ClipBartConfig.Base, device: torch.META), RoutingCatalogue.ClipBart, [], TotalHasModules: true),
        new("routing", "bart-base", () => new Bart(BartConfig.Base, device: torch.META), whole, []),
        new("routing", "vit-b/16", () => new Vit(VitConfig.Base, device: torch.META), whole, []),
        new("routing", "vit-l/16", () => new Vit(VitConfig.Large, device: torch.META), whole, []),
    ];

    // In this comparison a method has one row, so its name is enough.
    private static IReadOnlyList<CatalogueEntry> Named(IReadOnlyList<CatalogueEntry> entries) => [.. entries.Select(e => e with { Row = e.Method.Name })];
}
