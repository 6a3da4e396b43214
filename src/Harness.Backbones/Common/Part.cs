using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
