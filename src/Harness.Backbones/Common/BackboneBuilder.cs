using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>
/// Makes the parts of a backbone and records them as sites, in the order in which they are made; a backbone makes them in forward order.
/// </summary>
internal sealed class BackboneBuilder(WeightSource weights)
{
    private readonly List<Projection> projections = [];
    private readonly List<HiddenSite> hiddenSites = [];
    private readonly List<IBiasable> biasables = [];

    public WeightSource Weights { get; } = weights;

    public IReadOnlyList<Projection> Projections => projections;

    public IReadOnlyList<HiddenSite> HiddenSites => hiddenSites;

    public IReadOnlyList<IBiasable> Biasables => biasables;

    /// <summary>A linear map with weights from N(0, std²) and, where it has one, a zero bias.</summary>
    /// <param name="inputMajor">Stores the weight as [in, out].</param>
    public Projection Projection(
        Place place,
        SiteRole role,
        SubLayer subLayer,
        long inWidth,
        long outWidth,
        double std,
        bool bias,
        bool inputMajor = false
    )
    {
        var weight = inputMajor ? Weights.Normal(std, inWidth, outWidth) : Weights.Normal(std, outWidth, inWidth);
        var made = new Projection(
            place.Address(role, subLayer, inWidth, outWidth),
            weight,
            bias ? Weights.Zeros(outWidth) : null,
            inputMajor
        );
        projections.Add(made);
        biasables.Add(made);
        return made;
    }

    /// <summary>A place where an adapter may stand after a sub-layer; it registers itself under <paramref name="owner"/>, as published adapters do.</summary>
    public HiddenSite Hidden(nn.Module owner, Place place, SiteRole role, SubLayer subLayer, long width)
    {
        var made = new HiddenSite(place.Address(role, subLayer, width, width), owner);
        hiddenSites.Add(made);
        return made;
    }

    public RmsNorm RmsNorm(Place place, SubLayer subLayer, long width, double epsilon) =>
        Biased(new RmsNorm(place.Address(SiteRole.Other, subLayer, width, width), Weights.Ones(width), epsilon));

    public AffineNorm LayerNorm(Place place, SubLayer subLayer, long width, double epsilon) =>
        Biased(
            new AffineNorm(
                place.Address(SiteRole.Other, subLayer, width, width),
                Weights.Ones(width),
                Weights.Zeros(width),
                epsilon
            )
        );

    /// <param name="padding">A row that lookups send no gradient to; null: none.</param>
    public TokenTable Table(double std, long rows, long width, long? padding = null) =>
        new(Weights.Normal(std, rows, width), padding);

    /// <summary>Records a part that BitFit may give a bias.</summary>
    public T Biased<T>(T part)
        where T : IBiasable
    {
        biasables.Add(part);
        return part;
    }

    /// <summary>Takes a finished model's weights out of any dispose scope that is open around its construction.</summary>
    public static void Settle(nn.Module model)
    {
        foreach (var (_, parameter) in model.named_parameters())
            parameter.DetachFromDisposeScope();
        foreach (var (_, buffer) in model.named_buffers())
            buffer.DetachFromDisposeScope();
    }
}
