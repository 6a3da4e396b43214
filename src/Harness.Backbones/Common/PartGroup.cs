using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>A name that published checkpoints put between a module and its parts; a list where parts are added without a name.</summary>
internal sealed class PartGroup(string name) : Part(name)
{
    private int count;

    /// <summary>Registers <paramref name="part"/> as 0, 1, 2, …</summary>
    public T Add<T>(T part)
        where T : nn.Module => Add((count++).ToString(), part);

    public T Add<T>(string name, T part)
        where T : nn.Module
    {
        register_module(name, part);
        return part;
    }
}
