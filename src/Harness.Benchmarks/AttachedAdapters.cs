using Harness.Adapters.AnyModel;
using Harness.Adapters.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>
/// What hooks cost in a model of one's own: a forward pass of the size of T5-base's encoder, with an adapter that is switched off against the bare model,
/// and with LoRA on queries and values against the same model with LoRA written into it.
/// </summary>
public sealed class AttachedAdapters : IBenchmark
{
    private const int Width = 768,
        Hidden = 3072,
        Blocks = 12,
        Rank = 8,
        Batch = 1,
        Length = 64,
        Repeats = 25;

    private static readonly LoraMethod method = new()
    {
        R = Rank,
        LoraAlpha = Rank,
        TargetModules = ["query", "value"],
    };

    public string Name => "attached";

    public string Measures =>
        "a forward pass of T5-base's size: an adapter switched off against none, attached LoRA against LoRA written into the model";

    public IEnumerable<BenchmarkRow> Run()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var x = randn(Batch, Length, Width);
        using var bare = Stack(written: false);
        using var off = Stack(written: false);
        using var attached = Stack(written: false);
        using var written = Stack(written: true);
        using var switchedOff = off.WithAdapter(method);
        switchedOff.Enabled = false;
        using var tuned = attached.WithAdapter(method);
        Action Pass(Sequential model) =>
            () =>
            {
                using var inner = NewDisposeScope();
                model.call(x);
            };
        Action[] passes = [Pass(bare), Pass(off), Pass(written), Pass(attached)];
        Differentiated.WarmUp(passes);
        var times = Samples.ByTurns(Repeats, passes);
        var shapes = $"{Blocks} blocks of {Width} and {Hidden}, batch {Batch}×{Length}, r {Rank}";
        yield return BenchmarkRow.Cost(Name, "switched off", shapes, times[1], times[0], bar: 1.01);
        yield return BenchmarkRow.Cost(Name, "LoRA", shapes, times[3], times[2], bar: 1.02);
    }

    private static Sequential Stack(bool written) =>
        nn.Sequential([.. Enumerable.Range(0, Blocks).Select(i => ($"{i}", (nn.Module<Tensor, Tensor>)new Block(written)))]);

    /// <summary>A linear map with LoRA as one writes it into a model.</summary>
    private sealed class WrittenLora : nn.Module<Tensor, Tensor>
    {
        private readonly Linear map = nn.Linear(Width, Width);
        private readonly Linear lora_A = nn.Linear(Width, Rank, hasBias: false);
        private readonly Linear lora_B = nn.Linear(Rank, Width, hasBias: false);

        public WrittenLora()
            : base(nameof(WrittenLora)) => RegisterComponents();

        public override Tensor forward(Tensor x) => map.call(x) + lora_B.call(lora_A.call(x)) * method.Scale;
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private const int Heads = 12;

        private readonly LayerNorm norm1 = nn.LayerNorm(Width);
        private readonly LayerNorm norm2 = nn.LayerNorm(Width);
        private readonly nn.Module<Tensor, Tensor> query;
        private readonly Linear key = nn.Linear(Width, Width);
        private readonly nn.Module<Tensor, Tensor> value;
        private readonly Linear output = nn.Linear(Width, Width);
        private readonly Linear up = nn.Linear(Width, Hidden);
        private readonly Linear down = nn.Linear(Hidden, Width);

        public Block(bool written)
            : base(nameof(Block))
        {
            nn.Module<Tensor, Tensor> Map() => written ? new WrittenLora() : nn.Linear(Width, Width);
            (query, value) = (Map(), Map());
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            Tensor Split(Tensor y) => y.reshape(y.shape[0], y.shape[1], Heads, -1).transpose(1, 2);
            var h = norm1.call(x);
            var scores = Split(query.call(h)).matmul(Split(key.call(h)).transpose(-2, -1)) / Math.Sqrt(Width / Heads);
            var mixed = scores.softmax(-1).matmul(Split(value.call(h))).transpose(1, 2).reshape(x.shape);
            x = x + output.call(mixed);
            return x + down.call(up.call(norm2.call(x)).relu());
        }
    }
}
