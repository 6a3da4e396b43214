using Harness.Adapters;
using Harness.Adapters.Routing;
using Harness.Data.Files;
using Harness.Runs.Configuration;

namespace Harness.Experiments;

/// <summary>How the image of a run reaches its language model.</summary>
/// <param name="Prefix">As a position in front of the text.</param>
/// <param name="Routes">Through the method's routing functions.</param>
internal sealed record ImageRoute(bool Prefix, bool Routes)
{
    /// <exception cref="UserErrorException">The picture would not reach it at all; exit code 2.</exception>
    public static ImageRoute Of(RunConfig config, PeftMethod method)
    {
        // A variant with split projections looks at the picture whatever its function.
        var routes =
            method is RoutingMethod { Routing: not RoutingFunction.None } or RoutingLoraMethod { SplitType: not SplitKind.None };
        return config.Backbone.VisualPrefix || routes
            ? new ImageRoute(config.Backbone.VisualPrefix, routes)
            : throw new UserErrorException(
                $"backbone.visual_prefix = false leaves {config.Method.Name} without a picture; choose a method that routes (method.routing), or blind.",
                UserErrorException.BadUsage
            );
    }
}
