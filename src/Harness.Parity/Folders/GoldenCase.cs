using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using static TorchSharp.torch;

namespace Harness.Parity.Folders;

/// <summary>One reference case: what was computed (source, options) and the tensors that went in and came out.</summary>
public sealed record GoldenCase(
    string Name,
    string Group,
    ScalarType Dtype,
    string Source,
    CaseOptions Options,
    string Path,
    string Note = ""
)
{
    /// <summary>All tensors by name: <c>in.*</c>, <c>w.*</c>, <c>out.*</c>, <c>cot.*</c>, <c>grad.*</c>.</summary>
    /// <exception cref="CheckpointException">The file is missing or malformed.</exception>
    public Dictionary<string, Tensor> Read()
    {
        using var file = SafetensorsFile.Open(Path);
        return file.ReadAll();
    }
}
