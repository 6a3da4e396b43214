namespace Harness.Backbones;

/// <summary>How the picture reaches the language model: the three classes of the routing paper's release.</summary>
public enum VqaWiring
{
    /// <summary>As a position in front of the text only; the baseline without routing.</summary>
    Prefix,

    /// <summary>Through the routing functions only.</summary>
    Routing,

    /// <summary>Both.</summary>
    RoutingPrefix,
}

/// <summary>
/// RoBERTa as a classifier over answers. Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, encoder-only setting; defaults are those
/// of the released scripts.
/// </summary>
public sealed record RobertaVqaConfig
{
    /// <summary>The text encoder. Its width must be the picture feature's: no map stands between. Default: base.</summary>
    public RobertaConfig Roberta { get; init; } = RobertaConfig.Base;

    /// <summary>Answers to choose from. Default: 3129.</summary>
    public long Answers { get; init; } = 3129;

    /// <summary>Default: routing and prefix.</summary>
    public VqaWiring Wiring { get; init; } = VqaWiring.RoutingPrefix;

    /// <summary>linear d → 2d, norm, GELU, linear 2d → answers; false: dropout and one linear map. Default: true.</summary>
    public bool Classifier2Layer { get; init; } = true;

    /// <summary>Dropout before a head of one layer. Default: 0.1.</summary>
    public double HeadDropout { get; init; } = 0.1;

    /// <summary>
    /// As released, text that stands behind a prefix goes through the embedding block twice: positions, types and norm are added to vectors that have them
    /// already. False embeds it once. Default: true.
    /// </summary>
    public bool DoubleEmbedding { get; init; } = true;

    internal bool HasPrefix => Wiring != VqaWiring.Routing;

    internal bool Routes => Wiring != VqaWiring.Prefix;

    /// <summary>Numbers of the answer head, which is fresh.</summary>
    public long HeadParameters
    {
        get
        {
            var d = Roberta.HiddenSize;
            return Classifier2Layer ? 2 * d * d + 2 * d + 4 * d + 2 * d * Answers + Answers : d * Answers + Answers;
        }
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("answers", Answers);
        problems.Probability("head_dropout", HeadDropout);
        return [.. Roberta.Problems(), .. problems.All];
    }
}
