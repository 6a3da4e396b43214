using Harness.Adapters.Saving;

namespace Harness.Backbones.Checkpoints.Pickle;

/// <summary>What names, calls and references of a pickle mean; everything that is not known is refused with a <see cref="PickleException"/>.</summary>
internal interface IPickleMeaning
{
    /// <summary>The value of a name, or a refusal.</summary>
    object Global(string module, string name);

    /// <summary>The value of "call this with these", or a refusal; only values that <see cref="Global"/> gave arrive as <paramref name="callable"/>.</summary>
    object? Call(object callable, object?[] arguments);

    /// <summary>The value of a reference to something outside the pickle, or a refusal.</summary>
    object Reference(object? id);
}

/// <summary>A pickle that cannot be read, or that asks for something which only code could do. Becomes a <see cref="CheckpointException"/> with the file's name.</summary>
internal sealed class PickleException(string what) : Exception(what);
