using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>
/// A module whose children and parameters are registered by name alone. Torch would otherwise also register every field under
/// the field's name as soon as the module gets a parent, and the published parameter names would be lost.
/// </summary>
public abstract class Part(string name) : nn.Module(name)
{
    /// <summary>Registers nothing: constructors do it by name.</summary>
    protected sealed override void RegisterComponents() { }
}

/// <summary>A <see cref="Part"/> that maps one tensor to one tensor.</summary>
public abstract class TensorPart(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Registers nothing: constructors do it by name.</summary>
    protected sealed override void RegisterComponents() { }
}

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

/// <summary>Where in a backbone a part is being built: its dotted path, and the stack and block it belongs to.</summary>
internal readonly record struct Place(string Path, string Stack, int Layer = -1)
{
    /// <summary>The same place one name deeper.</summary>
    public Place Child(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

    /// <summary>Block <paramref name="index"/> of a list that is registered under this path.</summary>
    public Place Block(int index) => Child(index.ToString()) with { Layer = index };

    public SiteAddress Address(SiteRole role, SubLayer subLayer, long inWidth, long outWidth) =>
        new(Path, role, subLayer, Stack, Layer, inWidth, outWidth);
}
