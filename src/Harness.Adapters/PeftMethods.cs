using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Options;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.VlAdapter;

namespace Harness.Adapters;

/// <summary>Every method by the name that configurations use.</summary>
public static class PeftMethods
{
    private static readonly IReadOnlyList<Func<PeftMethod>> Prototypes =
    [
        () => new FullFinetuning(),
        () => new BitFitMethod(),
        () => new LoraMethod(),
        () => new CompacterMethod(),
        () => new HoulsbyMethod(),
        () => new PfeifferMethod(),
        () => new LowRankAdapterMethod(),
        () => new AdaMixMethod(),
        () => new MixPhmMethod(),
        () => new RoutingLoraMethod(),
        () => new RoutingAdapterMethod(),
        () => new VlAdapterMethod(),
    ];

    /// <summary>The known names, in the order in which tables list them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Prototypes.Select(make => make().Name)];

    /// <summary>The options of a method with their defaults.</summary>
    /// <exception cref="ArgumentException">Unknown method.</exception>
    public static IReadOnlyList<OptionInfo> OptionsOf(string name) => OptionBinder.Describe(New(name));

    /// <summary>A method from its name and options, checked as far as it can be without a backbone.</summary>
    /// <param name="options">Keys as in PEFT or the authors' code; values as a YAML reader yields them.</param>
    /// <exception cref="ArgumentException">Unknown method, unknown key or bad value; one line for each problem.</exception>
    public static PeftMethod Create(string name, IEnumerable<KeyValuePair<string, object?>>? options = null)
    {
        var method = New(name);
        // Values that could not be read keep their defaults, so the others are judged all the same.
        List<string> problems = [.. OptionBinder.Bind(method, name, options ?? []), .. method.ValueProblems()];
        return problems.Count == 0 ? method : throw new ArgumentException(string.Join('\n', problems));
    }

    private static PeftMethod New(string name) =>
        Prototypes.Select(make => make()).FirstOrDefault(m => m.Name == name)
        ?? throw new ArgumentException(
            $"There is no method '{name}'{Spelling.Suggest(name, Names)}; methods: {string.Join(", ", Names)}."
        );
}
