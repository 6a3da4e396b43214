using Harness.Adapters.Full;
using Harness.Adapters.Options;
using Harness.Adapters.Routing;
using Harness.Adapters.VlAdapter;

namespace Harness.Adapters;

/// <summary>The rows of the routing paper (arXiv 2403.09377) at the ranks of the released scripts; <c>Row</c> is unique on a backbone.</summary>
public static class RoutingCatalogue
{
    private static readonly RoutingFunction[] Functions =
    [
        RoutingFunction.None,
        RoutingFunction.ElementMul,
        RoutingFunction.ElementAdd,
        RoutingFunction.Vllora,
        RoutingFunction.ElementMulExpand,
    ];

    /// <summary>RoBERTa: separate query and value maps, two adapters a layer.</summary>
    public static IReadOnlyList<CatalogueEntry> Encoder { get; } =
    [Full, .. Lora([64, 128]), .. Adapter([64, 128], shared: false), .. Split(128, SplitKind.Split)];

    /// <summary>The same with an answer head, which trains beside everything; no function changes a count.</summary>
    public static IReadOnlyList<CatalogueEntry> EncoderWithHead { get; } =
    [.. Encoder.Where(e => e.Method is RoutingMethod { Routing: RoutingFunction.None })];

    /// <summary>GPT-2: one fused map, one adapter shared by a block.</summary>
    public static IReadOnlyList<CatalogueEntry> Decoder { get; } =
    [
        Full,
        .. Lora([64, 128]),
        .. Adapter([128], shared: true),
        .. Split(128, SplitKind.Split, SplitKind.SplitMerge, SplitKind.SplitMergeRes, SplitKind.SplitAttn),
    ];

    /// <summary>CLIP-BART in VL-Adapter's set-up (arXiv 2112.06825), with and without routing; four tasks where modules are multiple.</summary>
    public static IReadOnlyList<CatalogueEntry> ClipBart { get; } =
    [
        Full,
        Vl("visual-embedding", new VlAdapterMethod { Module = VlModule.None, TrainLayerNorm = false }),
        Vl("visual-embedding-layernorm", new VlAdapterMethod { Module = VlModule.None }),
        .. Routed("single-adapter", f => new VlAdapterMethod { Routing = f }),
        Vl("half-shared-adapter", new VlAdapterMethod { Tasks = 4, SharingUp = true }),
        .. Routed("multiple-adapter", f => new VlAdapterMethod { Tasks = 4, Routing = f }),
        .. Routed("single-compacter", f => new VlAdapterMethod { Module = VlModule.Compacter, Routing = f }),
        .. Routed(
            "multiple-compacter",
            f => new VlAdapterMethod
            {
                Module = VlModule.Compacter,
                Tasks = 4,
                Routing = f,
            }
        ),
        .. Routed(
            "single-lora",
            f => new VlAdapterMethod
            {
                Module = VlModule.Lora,
                R = 128,
                Routing = f,
            }
        ),
        .. Routed(
            "multiple-lora",
            f => new VlAdapterMethod
            {
                Module = VlModule.Lora,
                R = 128,
                Tasks = 4,
                Routing = f,
            }
        ),
    ];

    /// <summary>The whole grid of ranks on a fused or separate attention, without a function (which adds nothing).</summary>
    public static IReadOnlyList<CatalogueEntry> Ranks(bool fused)
    {
        int[] ranks = [4, 8, 16, 32, 64, 96, 128, 256];
        IEnumerable<CatalogueEntry> At(int r) =>
            [
                new(
                    $"lora-r{r}",
                    new RoutingLoraMethod
                    {
                        R = r,
                        LoraAlpha = r,
                        Routing = RoutingFunction.None,
                    }
                ),
                new(
                    $"adapter-r{r}",
                    new RoutingAdapterMethod
                    {
                        R = r,
                        Routing = RoutingFunction.None,
                        SharedPerBlock = fused,
                        AdapterResidual = fused,
                    }
                ),
                .. fused
                    ?
                    [
                        new CatalogueEntry(
                            $"adapter-r{r}-two_per_block",
                            new RoutingAdapterMethod { R = r, Routing = RoutingFunction.None }
                        ),
                    ]
                    : Array.Empty<CatalogueEntry>(),
                .. fused
                    // Query and value together leave four heads a width of 2·(r/4), which r = 4 does not fill.
                    ? Split(
                        r,
                        [
                            SplitKind.Split,
                            SplitKind.SplitMerge,
                            SplitKind.SplitMergeRes,
                            .. r > 4 ? [SplitKind.SplitAttn] : Array.Empty<SplitKind>(),
                        ]
                    )
                    : Split(r, SplitKind.Split),
            ];
        return [.. ranks.SelectMany(At)];
    }

    private static CatalogueEntry Full => new("full", new FullFinetuning());

    private static IEnumerable<CatalogueEntry> Lora(int[] ranks) =>
        from r in ranks
        from f in Functions
        select new CatalogueEntry(
            $"lora-r{r}{Suffix(f)}",
            new RoutingLoraMethod
            {
                R = r,
                LoraAlpha = r,
                Routing = f,
            }
        );

    private static IEnumerable<CatalogueEntry> Adapter(int[] ranks, bool shared) =>
        from r in ranks
        from f in Functions
        select new CatalogueEntry(
            $"adapter-r{r}{Suffix(f)}",
            new RoutingAdapterMethod
            {
                R = r,
                Routing = f,
                SharedPerBlock = shared,
                AdapterResidual = shared,
            }
        );

    private static IEnumerable<CatalogueEntry> Split(int r, params SplitKind[] kinds) =>
        kinds.Select(kind => new CatalogueEntry(
            $"lora-r{r}-{Spelling.Snake(kind.ToString())}",
            new RoutingLoraMethod
            {
                R = r,
                LoraAlpha = r,
                Routing = RoutingFunction.Vllora,
                SplitType = kind,
                TrainTargetBias = false,
            }
        ));

    private static IEnumerable<CatalogueEntry> Routed(string row, Func<RoutingFunction, VlAdapterMethod> make) =>
        Functions.Select(f => Vl(row + Suffix(f), make(f)));

    private static CatalogueEntry Vl(string row, VlAdapterMethod method) => new(row, method);

    private static string Suffix(RoutingFunction f) => f == RoutingFunction.None ? "" : "-" + Spelling.Snake(f.ToString());
}
