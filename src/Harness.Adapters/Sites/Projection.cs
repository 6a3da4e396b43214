using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Sites;

/// <summary>
/// A linear map of a backbone with room for a delta: y = x·Wᵀ + b + delta(x).
/// Shapes: x [..., in] → y [..., out]; weight [out, in] as published; bias [out].
/// Parameter names: <c>weight</c>, <c>bias</c>, and those of the attached delta (see <see cref="Attach"/>).
/// </summary>
public sealed class Projection : nn.Module<Tensor, PassContext, Tensor>, IBiasable
{
    private readonly Parameter? weight;
    private Parameter? bias;
    private bool biasAdded;
    private IReadOnlyList<string> attachedNames = [];

    // In arrays so that torch's reflection over fields does not register them under names of its own.
    private readonly nn.Module<Tensor, PassContext, Tensor>?[] attached = [null];
    private readonly Tensor?[] unmergedWeight = [null];
    private readonly nn.Module?[] layer = [null];
    private readonly string scope = "";
    private readonly Func<Projection, string?> obstacle = _ => null;

    /// <param name="weight">[out, in], or [in, out] when <paramref name="inputMajor"/> (the layout of GPT-2's Conv1D).</param>
    public Projection(SiteAddress address, Tensor weight, Tensor? bias = null, bool inputMajor = false)
        : base(nameof(Projection))
    {
        Address = address;
        InputMajor = inputMajor;
        register_parameter("weight", this.weight = new Parameter(weight));
        if (bias is not null)
            register_parameter("bias", this.bias = new Parameter(bias));
    }

    /// <summary>Stands beside a layer that computes the map itself, and whose parameters stay its own: deltas are registered under it.</summary>
    /// <param name="layer">A linear map, an embedding or a convolution.</param>
    /// <param name="scope">Under which name a delta is registered; empty: under its own.</param>
    /// <param name="obstacle">Why the layer's weight must not be changed, as a sentence; null where it may.</param>
    internal Projection(SiteAddress address, nn.Module layer, string scope, Func<Projection, string?> obstacle)
        : base(nameof(Projection)) =>
        (Address, this.layer[0], this.scope, this.obstacle, InputMajor) = (address, layer, scope, obstacle, layer is Embedding);

    public SiteAddress Address { get; }

    /// <summary>True when the stored weight is [in, out], as that of an embedding is.</summary>
    public bool InputMajor { get; }

    /// <summary>The layer that computes the map, in a model of one's own; null where this does.</summary>
    public nn.Module? Layer => layer[0];

    // A layer's parameters are other ones once it has been moved.
    public Parameter Weight => Layer is { } own ? own.get_parameter("weight")! : weight!;

    public Parameter? Bias => Layer is { } own ? own.get_parameter("bias") : bias;

    /// <summary>The attached delta, or null.</summary>
    public nn.Module<Tensor, PassContext, Tensor>? Delta => attached[0];

    /// <summary>True while the delta is folded into <see cref="Weight"/>.</summary>
    public bool IsMerged => unmergedWeight[0] is not null;

    public void AddBias()
    {
        if (Bias is not null)
            return;
        if (Layer is not null)
            throw new InvalidOperationException($"{Address.Path} has no bias, and a model's own linear map cannot be given one.");
        register_parameter("bias", bias = new Parameter(zeros(Address.OutWidth, dtype: Weight.dtype, device: Weight.device)));
        biasAdded = true;
    }

    public void RemoveAddedBias()
    {
        if (biasAdded)
            ConditionallyRegisterParameter("bias", bias = null);
        biasAdded = false;
    }

    /// <summary>
    /// Attaches <paramref name="module"/>: [..., in] → [..., out], added to the output. One at most.
    /// An empty <paramref name="name"/> registers the module's children directly under the projection, which gives
    /// the names of PEFT's files (<c>q.lora_A.weight</c>); one that holds parameters itself keeps a name of its own.
    /// </summary>
    /// <exception cref="InvalidOperationException">A delta is attached already.</exception>
    public void Attach(string name, nn.Module<Tensor, PassContext, Tensor> module)
    {
        if (attached[0] is not null)
            throw new InvalidOperationException(
                $"{Address.Path} already carries a delta; detach it, or build a fresh backbone for another method."
            );
        if (name.Length == 0 && scope.Length == 0 && module.named_parameters(recurse: false).Any())
            name = AnyModel.AdaptedModel.FirstName;
        name =
            name.Length == 0 ? scope
            : scope.Length == 0 ? name
            : $"{name}_{scope}";
        List<(string name, nn.Module module)> named = name.Length > 0 ? [(name, module)] : [.. module.named_children()];
        foreach (var (child, inner) in named)
            Parent.register_module(child, inner);
        (attached[0], attachedNames) = (module, [.. named.Select(n => n.name)]);
    }

    /// <summary>Takes the delta off again, for another method; nothing happens where there is none.</summary>
    /// <exception cref="InvalidOperationException">The delta is merged; unmerge it first.</exception>
    public void Detach()
    {
        if (IsMerged)
            throw new InvalidOperationException($"{Address.Path} is merged; unmerge it before taking its delta off.");
        foreach (var name in attachedNames)
            Parent.register_module(name, null!);
        (attached[0], attachedNames) = (null, []);
    }

    /// <summary>Why <see cref="Merge"/> would refuse, as a sentence; null where it would not.</summary>
    public string? MergeObstacle =>
        IsMerged ? $"{Address.Path} is merged already."
        : Delta is not IMergeable mergeable ? $"{Address.Path} carries nothing that can be merged into its weight."
        : mergeable.MergeObstacle is { } reason ? $"{Address.Path} cannot be merged: {reason}"
        : obstacle(this);

    /// <summary>Folds the delta into the weight: W ← W + ΔW. A copy of W is kept, so that <see cref="Unmerge"/> is exact.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing is attached, it is merged already, the delta depends on its input, or the weight is another module's too.
    /// </exception>
    public void Merge()
    {
        if (MergeObstacle is { } reason)
            throw new InvalidOperationException(reason);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        unmergedWeight[0] = Weight.detach().clone().DetachFromDisposeScope();
        var delta = ((IMergeable)Delta!).DeltaWeight();
        Weight.add_(InputMajor ? delta.t() : delta);
    }

    /// <summary>Puts the weight from before <see cref="Merge"/> back, bit for bit.</summary>
    public void Unmerge()
    {
        if (unmergedWeight[0] is not { } original)
            throw new InvalidOperationException($"{Address.Path} is not merged.");
        using (no_grad())
            Weight.copy_(original);
        original.Dispose();
        unmergedWeight[0] = null;
    }

    public override Tensor forward(Tensor x, PassContext context)
    {
        var y = InputMajor ? x.matmul(weight!) : nn.functional.linear(x, weight!);
        if (bias is not null)
            y = y + bias;
        return WithDelta(y, x, context);
    }

    /// <summary>What the map gives for <paramref name="x"/>, with the delta's share unless it is merged or switched off.</summary>
    internal Tensor WithDelta(Tensor y, Tensor x, PassContext context) =>
        Delta is not { } delta || IsMerged || context.AdaptersOff ? y : y + delta.call(x, context);

    private nn.Module Parent => Layer ?? this;
}
