using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Options;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.VlAdapter;

namespace Harness.Adapters;

/// <summary>Every method by the name that configurations use: those of the harness, then those of assemblies that were loaded.</summary>
public static class PeftMethods
{
    private static readonly (string Name, Func<PeftMethod> Make)[] shipped =
    [
        .. new Func<PeftMethod>[]
        {
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
        }.Select(make => (make().Name, make)),
    ];

    private static readonly Lock loading = new();

    // Replaced as a whole, so that readers need no lock.
    private static (string Name, Func<PeftMethod> Make)[] prototypes = shipped;

    /// <summary>Names of the harness's own methods, in the order in which tables list them.</summary>
    public static IReadOnlyList<string> Shipped { get; } = [.. shipped.Select(m => m.Name)];

    /// <summary>The known names: <see cref="Shipped"/>, then those of loaded assemblies.</summary>
    public static IReadOnlyList<string> Names => [.. prototypes.Select(m => m.Name)];

    /// <summary>
    /// Adds the methods of an assembly: its public, concrete <see cref="PeftMethod"/> records with a constructor without parameters. Loading runs the
    /// assembly's code. The same file again adds nothing.
    /// </summary>
    /// <param name="path">The file; what it needs beside the harness's own assemblies is looked for in its folder.</param>
    /// <returns>Names of the assembly's methods.</returns>
    /// <exception cref="ArgumentException">No such file, no assembly, no method in it, or a name that is taken; one line.</exception>
    public static IReadOnlyList<string> Load(string path)
    {
        lock (loading)
        {
            var methods = MethodAssembly.Methods(path);
            var known = prototypes.ToDictionary(m => m.Name, m => m.Make().GetType());
            foreach (var (name, type) in methods)
                if (known.TryGetValue(name, out var other) && other != type)
                    throw new ArgumentException(
                        $"{path}: '{name}' is the name of another method ({other.FullName}); give {type.Name} another."
                    );
            prototypes =
            [
                .. prototypes,
                .. methods
                    .Where(m => !known.ContainsKey(m.Name))
                    .Select(m => (m.Name, (Func<PeftMethod>)(() => (PeftMethod)Activator.CreateInstance(m.Type)!))),
            ];
            return [.. methods.Select(m => m.Name)];
        }
    }

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
        prototypes.FirstOrDefault(m => m.Name == name).Make?.Invoke()
        ?? throw new ArgumentException(
            $"There is no method '{name}'{Spelling.Suggest(name, Names)}; methods: {string.Join(", ", Names)}."
        );
}
