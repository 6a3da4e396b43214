using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>A list of modules of different kinds, registered as 0, 1, 2, …</summary>
internal sealed class NamedParts(string name) : Part(name)
{
    private int count;

    public void Add(nn.Module part) => register_module(count++.ToString(), part);
}
