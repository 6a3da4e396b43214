using static TorchSharp.torch;

namespace Harness.Adapters.Sites;

/// <summary>What a PEFT method sees of a backbone: its sites and its parameters, never its kind.</summary>
public interface IBackbone
{
    /// <summary>Short name used in configurations and tables, e.g. <c>vl-t5-base</c>.</summary>
    string Name { get; }

    /// <summary>The module tree that holds every backbone parameter under its published name.</summary>
    nn.Module Root { get; }

    /// <summary>Where parameters are registered that the modules of several sites share.</summary>
    nn.Module SharedOwner => Root;

    /// <summary>Every linear map, in forward order.</summary>
    IReadOnlyList<Projection> Projections { get; }

    /// <summary>Every point where an adapter can act on a hidden state, in forward order.</summary>
    IReadOnlyList<HiddenSite> HiddenSites { get; }

    /// <summary>Everything that BitFit may give a bias: linear maps, norms, heads.</summary>
    IReadOnlyList<IBiasable> Biasables { get; }

    /// <summary>Parameters of the bare backbone by formula (from widths, depths and the vocabulary); null where it has none.</summary>
    long? ClosedFormTotal => null;

    /// <summary>True for a parameter that trains whatever the method: a fresh head, or a map from pictures that no checkpoint has.</summary>
    bool AlwaysTrains(string parameterName) => false;

    /// <summary>
    /// Why a routing function would find no vision feature in this backbone's passes, as the second half of a sentence; null where a pass
    /// carries one or its caller gives it.
    /// </summary>
    string? RoutingObstacle => null;

    /// <summary>What a saved adapter calls a parameter of this backbone.</summary>
    string SavedName(string parameter) => parameter;
}
