namespace Harness.Backbones.Checkpoints;

/// <summary>A model whose published files do not name every tensor as it does.</summary>
public interface IPublishedNames
{
    /// <summary>Keys that published files may lack; the model's initial value is the right one then.</summary>
    IReadOnlySet<string> Optional => System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>The key of today for a key in a published file, usually the same.</summary>
    string Current(string key) => key;
}
