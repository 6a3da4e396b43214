using Harness.Adapters.Options;
using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>
/// A parameter-efficient tuning method: a configuration record that can validate itself against a backbone, say how many
/// parameters it trains, and attach itself.
/// </summary>
public abstract record PeftMethod
{
    /// <summary>Name used in configurations, tables and saved adapters, e.g. <c>mixphm</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Every option with its value, keyed as in a configuration file.</summary>
    public IReadOnlyDictionary<string, object?> Options => OptionBinder.Read(this);

    /// <summary>What this method adds to the task loss; null when it adds nothing.</summary>
    public virtual IRegulariser? Regulariser => null;

    /// <summary>Whether a training step makes a second stochastic pass that <see cref="Experts.ConsistencyLoss"/> pulls towards the first.</summary>
    public virtual bool HasSecondPass => false;

    /// <summary>
    /// Whether what a module does to one position never depends on the others. False: a decoder that caches the past gives other results than one
    /// that reads the whole text again.
    /// </summary>
    public virtual bool IsTokenLocal => true;

    /// <summary>Which of the optional laws this method answers to.</summary>
    public virtual MethodPromises Promises => new();

    /// <summary>Every problem of this configuration on <paramref name="backbone"/>, one line each; empty when it fits.</summary>
    public IReadOnlyList<string> Validate(IBackbone backbone) => [.. ValueProblems(), .. FitProblems(backbone)];

    /// <summary>Problems of the values alone, one line each.</summary>
    public virtual IEnumerable<string> ValueProblems() => [];

    /// <summary>Problems that only show on a given backbone, one line each; asked whatever the values are, so nothing may be taken for granted.</summary>
    protected virtual IEnumerable<string> FitProblems(IBackbone backbone) => [];

    /// <summary>Trainable parameters by formula, from site widths alone (no tensor is touched).</summary>
    public abstract long ClosedForm(IBackbone backbone);

    /// <summary>Attaches modules and freezes the rest. Initial values come from <paramref name="generator"/>.</summary>
    protected abstract void Attach(IBackbone backbone, Generator generator);

    /// <summary>Once attached: true for a parameter (by its full name) that this method trains. What it needs of the backbone is worked out once.</summary>
    protected abstract Func<string, bool> Trains(IBackbone backbone);

    /// <summary>
    /// Validates, attaches, and sets <c>requires_grad</c> so that exactly the declared parameters train, and those that the backbone
    /// always trains (see <see cref="IBackbone.AlwaysTrains"/>; <see cref="ClosedForm"/> leaves them out).
    /// </summary>
    /// <exception cref="ArgumentException">The configuration does not fit; the message lists every problem.</exception>
    public void Apply(IBackbone backbone, Generator generator)
    {
        var problems = Validate(backbone);
        if (problems.Count > 0)
            throw new ArgumentException($"{Name} does not fit {backbone.Name}: {string.Join(" ", problems)}");
        Attach(backbone, generator);
        var trains = Trains(backbone);
        foreach (var (name, parameter) in backbone.Root.named_parameters())
            parameter.requires_grad = trains(name) || backbone.AlwaysTrains(name);
    }

    /// <summary>The parameters that train after <see cref="Apply"/>, each tensor once, in state-dictionary order.</summary>
    public static IReadOnlyList<(string name, Parameter parameter)> Trainable(IBackbone backbone) =>
        [.. backbone.Root.named_parameters().Where(p => p.parameter.requires_grad)];
}

/// <summary>What a method promises beyond what every method must keep; the laws of Harness.Laws hold it to that.</summary>
public sealed record MethodPromises
{
    /// <summary>A fresh method changes no output.</summary>
    public bool IdentityAtStart { get; init; }

    /// <summary>Initial values are drawn, so that another seed gives others.</summary>
    public bool Draws { get; init; } = true;

    /// <summary>It attaches modules, which can be switched off, rather than training what the backbone has.</summary>
    public bool Attaches { get; init; } = true;
}
