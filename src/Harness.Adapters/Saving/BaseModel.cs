using System.Security.Cryptography;
using System.Text;
using Harness.Adapters.AnyModel;
using Harness.Adapters.Sites;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving;

/// <summary>
/// What an adapter was trained on: take it of a bare backbone, before a method is applied.
/// The fingerprint is the SHA-256 over names, shapes and single-precision values, so that it does not change with the element type.
/// </summary>
public sealed class BaseModel
{
    private readonly HashSet<string> names;

    /// <param name="names">What is not the adapter's.</param>
    private BaseModel(string name, HashSet<string> names, long parameters, string fingerprint) =>
        (Name, this.names, Parameters, Fingerprint) = (name, names, parameters, fingerprint);

    public string Name { get; }

    public long Parameters { get; }

    /// <summary>Lower-case hex.</summary>
    public string Fingerprint { get; }

    /// <exception cref="ArgumentException">The model has shapes only (META).</exception>
    public static BaseModel Of(IBackbone bare) =>
        Of(
            bare,
            [.. bare.Root.named_parameters().Select(p => (p.name, (Tensor)p.parameter))],
            bare.Root.named_buffers().Select(b => b.name)
        );

    /// <summary>What a model was before <see cref="AdapterExtensions.WithAdapter"/>.</summary>
    /// <exception cref="InvalidOperationException">Full finetuning keeps no copy of it; or the active adapter is merged.</exception>
    public static BaseModel Of(AdaptedModel tuned)
    {
        if (tuned.IsMerged)
            throw new InvalidOperationException($"'{tuned.Active}' is merged into the weights; unmerge it before it is saved.");
        var parameters = tuned
            .Model.named_parameters()
            .Where(p => tuned.BareNames.Contains(p.name))
            .Select(p => (p.name, tuned.Original(p.name)));
        return Of(tuned.Backbone, [.. parameters], tuned.OtherNames);
    }

    private static BaseModel Of(IBackbone bare, List<(string name, Tensor parameter)> parameters, IEnumerable<string> further)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var _ = no_grad();
        foreach (var (name, parameter) in parameters.OrderBy(p => p.name, StringComparer.Ordinal))
        {
            if (parameter.device.type == DeviceType.META)
                throw new ArgumentException(
                    $"{bare.Name} holds no values on the META device; build it on the CPU to take its fingerprint."
                );
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{string.Join(",", parameter.shape)}\0"));
            if (parameter.numel() > 0)
                hash.AppendData(parameter.detach().to(ScalarType.Float32).cpu().contiguous().bytes);
        }
        return new BaseModel(
            bare.Name,
            [.. parameters.Select(p => p.name), .. further],
            parameters.Sum(p => p.parameter.numel()),
            Convert.ToHexStringLower(hash.GetHashAndReset())
        );
    }

    /// <summary>
    /// What a file must hold to bring the adapted model back: the parameters that train, and those that the method brought along but
    /// keeps frozen (a PHM rule that is not learnt, say).
    /// </summary>
    public IReadOnlyList<(string name, Tensor tensor)> AdapterTensors(IBackbone adapted) =>
        [
            .. adapted
                .Root.named_parameters()
                .Where(p => p.parameter.requires_grad || !names.Contains(p.name))
                .Select(p => (adapted.SavedName(p.name), (Tensor)p.parameter)),
        ];

    /// <summary>
    /// Buffers that the method brought along: the experts' mixing scores, zero unless a checkpoint brought others. A file holds those that are
    /// not zero, and may hold the rest.
    /// </summary>
    internal IReadOnlyList<(string name, Tensor tensor)> AdapterBuffers(IBackbone adapted) =>
        [.. adapted.Root.named_buffers().Where(b => !names.Contains(b.name)).Select(b => (adapted.SavedName(b.name), b.buffer))];

    /// <exception cref="CheckpointException">The fingerprint of a file is another model's.</exception>
    internal void Check(string path, string fingerprint, string savedFor)
    {
        if (fingerprint != Fingerprint)
            throw new CheckpointException(
                $"{path}: was trained on {savedFor} with fingerprint {Short(fingerprint)}, this {Name} has {Short(Fingerprint)}; load it onto the weights that it was trained on."
            );
    }

    private static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;
}
