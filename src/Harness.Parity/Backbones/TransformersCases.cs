using Harness.Backbones.Checkpoints;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>A tiny model of the transformers library, named by the class that its source ends with.</summary>
internal abstract class TransformersCases(string className) : ICaseRunner
{
    public bool WholeModel => true;

    public bool Handles(GoldenCase golden) =>
        golden.Source.StartsWith("transformers ", StringComparison.Ordinal)
        && golden.Source.EndsWith(" " + className, StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    /// <summary>The model's published configuration.</summary>
    protected static CaseOptions Config(Trial trial) => trial.Options.Section("model");

    /// <summary>Fills the model; copies of shared tensors are left out.</summary>
    protected static void Load(Trial trial, nn.Module model)
    {
        var tied = (model as ITiesWeights)?.Tied;
        trial.Load(model, name => tied is not null && tied.ContainsKey(name) ? null : name);
    }

    protected abstract void Compute(Trial trial);
}
