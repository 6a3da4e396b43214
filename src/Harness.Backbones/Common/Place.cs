using Harness.Adapters;

namespace Harness.Backbones;

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
