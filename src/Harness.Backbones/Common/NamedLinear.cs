using Harness.Adapters.Sites;

namespace Harness.Backbones.Common;

/// <summary>Makes the four maps of an attention whose checkpoints name them in some style.</summary>
internal static class NamedLinear
{
    /// <summary>Query, key and value maps d → d with biases, registered in <paramref name="group"/>, and the mixer over them.</summary>
    public static HeadMixer QueryKeyValue(
        this BackboneBuilder builder,
        PartGroup group,
        Place place,
        SubLayer subLayer,
        (string Q, string K, string V) names,
        long width,
        long heads,
        double std,
        double dropout
    )
    {
        Projection Make(string name, SiteRole role) =>
            group.Add(name, builder.Projection(place.Child(name), role, subLayer, width, width, std, bias: true));
        var q = Make(names.Q, SiteRole.Query);
        var k = Make(names.K, SiteRole.Key);
        var v = Make(names.V, SiteRole.Value);
        return new HeadMixer(q, k, v, heads, 1 / Math.Sqrt((double)width / heads), dropout);
    }
}
