using Harness.Parity.Folders;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Parity.Comparing;

/// <summary>
/// One attempt at a case. A runner takes inputs and weights from here, so that their gradients can be found afterwards, and
/// hands its outputs back.
/// </summary>
public sealed class Trial(GoldenCase golden, IReadOnlyDictionary<string, Tensor> tensors)
{
    private readonly Dictionary<string, Tensor> leaves = [];
    private readonly Dictionary<string, Tensor> outputs = [];

    public GoldenCase Case { get; } = golden;

    public CaseOptions Options => Case.Options;

    /// <summary>What the runner had to infer because the case does not say it.</summary>
    public string Inferred { get; set; } = "";

    public bool Has(string name) => tensors.ContainsKey(name);

    /// <summary>Names that begin with <paramref name="prefix"/>, without it.</summary>
    public IReadOnlyList<string> Names(string prefix) =>
        [.. tensors.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..])];

    /// <summary>A tensor of the case as it is; nothing is tracked.</summary>
    public Tensor Raw(string name) =>
        tensors.TryGetValue(name, out var t) ? t : throw new UnsupportedCaseException($"the case holds no '{name}'");

    /// <summary>An integer tensor's values.</summary>
    public long[] Integers(string name) => Raw(name).to_type(ScalarType.Int64).data<long>().ToArray();

    /// <summary>Input <c>in.{name}</c>, with its gradient tracked where it is real-valued.</summary>
    public Tensor Input(string name) => Leaf("in." + name, trains: true);

    /// <summary>Weight <c>w.{name}</c> for use in a formula.</summary>
    /// <param name="name">Without the prefix.</param>
    /// <param name="trains">False for a weight that the method freezes.</param>
    public Tensor Weight(string name, bool trains = true) => Leaf("w." + name, trains);

    /// <summary>
    /// Copies the weights <c>w.{prefix}*</c> into a module and tracks the gradients of its parameters. Every weight must find its place,
    /// and every parameter must be filled.
    /// </summary>
    /// <param name="module">The module to fill.</param>
    /// <param name="rename">Name in the case (without <c>w.</c> and the prefix) → name in the module; null skips a weight.</param>
    public void Load(nn.Module module, Func<string, string?>? rename = null, string prefix = "")
    {
        using var frozen = no_grad();
        var places = module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        foreach (var (name, buffer) in module.named_buffers())
            places[name] = buffer;
        var filled = new HashSet<string>();
        foreach (var name in Names("w." + prefix))
        {
            var target = rename is null ? name : rename(name);
            if (target is null)
                continue;
            if (!places.TryGetValue(target, out var place))
                throw new InvalidOperationException($"weight '{name}' has no place ('{target}') in the module");
            var value = Raw("w." + prefix + name);
            if (!place.shape.SequenceEqual(value.shape))
                throw new InvalidOperationException(
                    $"weight '{name}' is [{string.Join(", ", value.shape)}], the module's [{string.Join(", ", place.shape)}]"
                );
            place.copy_(value);
            filled.Add(target);
            leaves["w." + prefix + name] = place;
        }
        if (module.named_parameters().Select(p => p.name).FirstOrDefault(n => !filled.Contains(n)) is { } missing)
            throw new InvalidOperationException($"the case has no weight for '{missing}'");
    }

    public void Output(string name, Tensor value) => outputs["out." + name] = value;

    /// <summary>Compares all outputs, then differentiates and compares all gradients.</summary>
    /// <param name="scalar">The output that is differentiated where the case has no cotangents; null: <c>loss</c>.</param>
    /// <param name="wholeModel">Whether gradients that are rounding noise are held against the case's largest gradient instead of their own.</param>
    public IReadOnlyList<Difference> Compare(string? scalar = null, bool wholeModel = false)
    {
        var differences = tensors
            .Keys.Where(k => k.StartsWith("out.", StringComparison.Ordinal))
            .Select(k =>
                outputs.TryGetValue(k, out var ours)
                    ? Difference.Between(k, ours, tensors[k])
                    : Difference.Infinite(k, "was not computed")
            )
            .ToList();
        if (tensors.Keys.Any(k => k.StartsWith("grad.", StringComparison.Ordinal)))
        {
            Objective(scalar).backward();
            differences.AddRange(wholeModel ? WithoutNoise() : Compared());
        }
        return differences;
    }

    // Σ ⟨out, cot⟩ where the case has cotangents, else the named output, else out.loss.
    private Tensor Objective(string? scalar)
    {
        var parts = tensors
            .Keys.Where(k => k.StartsWith("cot.", StringComparison.Ordinal))
            .Select(k => (outputs["out." + k["cot.".Length..]] * tensors[k]).sum())
            .ToList();
        return parts.Count > 0 ? parts.Aggregate((sum, next) => sum + next) : outputs["out." + (scalar ?? "loss")];
    }

    // In a whole model a gradient may be zero by construction (a key bias shifts all scores of a row alike), so that the reference holds
    // nothing but rounding noise. Below this fraction of the case's largest gradient it is held against that one, and the difference says
    // so. Layer cases have no such gradients and keep the bound of each tensor.
    private const double Noise = 1e-6;

    private IEnumerable<Difference> WithoutNoise()
    {
        var sizes = tensors
            .Where(t => t.Key.StartsWith("grad.", StringComparison.Ordinal))
            .ToDictionary(t => t.Key, t => t.Value.numel() == 0 ? 0 : t.Value.abs().max().ToDouble());
        var largest = sizes.Values.Max();
        return Compared()
            .Select(d =>
                sizes.TryGetValue(d.What, out var size) && size < Noise * largest
                    ? d with
                    {
                        Rel = d.Abs / largest,
                        IsNoise = true,
                    }
                    : d
            );
    }

    private IEnumerable<Difference> Compared()
    {
        foreach (var key in tensors.Keys.Where(k => k.StartsWith("grad.", StringComparison.Ordinal)))
        {
            var name = key["grad.".Length..];
            yield return !leaves.TryGetValue(name, out var leaf) ? Difference.Infinite(key, "was not computed")
            : leaf.grad is { } ours ? Difference.Between(key, ours, tensors[key])
            : Difference.Infinite(key, "no gradient arrived");
        }
        // A weight may be stored under several names (a shared rule); its gradient stands under one of them.
        var expected = leaves
            .Where(l => tensors.ContainsKey("grad." + l.Key))
            .Select(l => l.Value)
            .ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (name, leaf) in leaves)
            if (!expected.Contains(leaf) && leaf.grad is not null)
                yield return Difference.Infinite("grad." + name, "a gradient arrived where the reference has none");
    }

    private Tensor Leaf(string name, bool trains)
    {
        if (leaves.TryGetValue(name, out var leaf))
            return leaf;
        var value = Raw(name);
        leaf = value.is_floating_point() && trains ? value.detach().clone().requires_grad_() : value;
        return leaves[name] = leaf;
    }
}
