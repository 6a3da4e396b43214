using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.AnyModel;

/// <summary>
/// A model that was written without this library, seen as a backbone. Its classes stay as they are: forward hooks add what adapters give, so
/// submodules must be run by <c>call</c>, as TorchSharp's own containers do. A submodule that is reached by several paths counts once.
/// </summary>
internal sealed class ModelBackbone : IBackbone
{
    // The one way to take a parameter off again is meant for classes that derive from Module.
    private static readonly MethodInfo register = typeof(nn.Module).GetMethod(
        "ConditionallyRegisterParameter",
        BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance,
        [typeof(string), typeof(Parameter)]
    )!;

    private readonly List<Action> hooks = [];
    private readonly HashSet<string> own;

    /// <param name="scope">Told apart from other adapters on the same model by this; empty for the first.</param>
    /// <param name="pass">The pass that runs.</param>
    public ModelBackbone(nn.Module model, ModelSites sites, string scope, Func<PassContext> pass)
    {
        Root = model;
        own = [.. SharedOwner.named_parameters(recurse: false).Select(p => p.name)];
        var projections = new List<Projection>();
        var hidden = new List<HiddenSite>();
        var seen = new HashSet<nn.Module>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in model.named_modules().Where(m => m.name.Length > 0))
        {
            if (!seen.Add(module))
                continue;
            if (module is Linear linear)
            {
                var at = Address(path, sites.RoleOf(path), linear.in_features, linear.out_features);
                var projection = new Projection(at, linear.weight!, linear.bias, linear, scope);
                var hook = linear.register_forward_hook((_, x, y) => projection.WithDelta(y, x, pass()));
                hooks.Add(hook.remove);
                projections.Add(projection);
            }
            if (ModelSites.Names(sites.Hidden, path))
            {
                var width = sites.WidthOf(path, module);
                var site = new HiddenSite(Address(path, SiteRole.AfterFeedForward, width, width), Owner(module), scope);
                hooks.Add(OutputHook.Add(module, path, h => site.call(h, pass())));
                hidden.Add(site);
            }
        }
        var unmatched = sites.Hidden.Where(h => !hidden.Any(s => ModelSites.Names([h], s.Address.Path))).ToList();
        if (unmatched.Count > 0)
            throw new ArgumentException(
                $"no submodule is called {string.Join(", ", unmatched)}; there are {string.Join(", ", model.named_modules().Select(m => m.name).Where(n => n.Length > 0).Take(20))}."
            );
        (Projections, HiddenSites) = (projections, hidden);
    }

    public string Name => Root.GetName();

    public nn.Module Root { get; }

    public nn.Module SharedOwner => Owner(Root);

    public IReadOnlyList<Projection> Projections { get; }

    public IReadOnlyList<HiddenSite> HiddenSites { get; }

    // A linear map without a bias keeps none: nobody else would add it.
    public IReadOnlyList<IBiasable> Biasables => [.. Projections.Where(p => p.Bias is not null)];

    /// <summary>Takes hooks and adapters off; merged deltas are unmerged first.</summary>
    public void Detach()
    {
        foreach (var remove in hooks)
            remove();
        foreach (var projection in Projections)
        {
            if (projection.IsMerged)
                projection.Unmerge();
            projection.Detach();
        }
        foreach (var site in HiddenSites)
            site.Detach();
        foreach (var (name, _) in SharedOwner.named_parameters(recurse: false).Where(p => !own.Contains(p.name)).ToList())
            register.Invoke(SharedOwner, [name, null]);
    }

    // A sequence runs what is registered under it and lists no parameter of its own, so its last layer holds what belongs to it.
    private static nn.Module Owner(nn.Module module)
    {
        while (module is Sequential && module.children().LastOrDefault() is { } last)
            module = last;
        return module;
    }

    private static SiteAddress Address(string path, SiteRole role, long inWidth, long outWidth) =>
        new(path, role, SubLayer.FeedForward, "model", -1, inWidth, outWidth);
}

/// <summary>A forward hook that changes the output of a module with whatever inputs.</summary>
internal static class OutputHook
{
    /// <summary>Hooks <paramref name="module"/>; gives what takes the hook off.</summary>
    /// <exception cref="ArgumentException">Its output is no tensor and no tuple that begins with one.</exception>
    public static Action Add(nn.Module module, string path, Func<Tensor, Tensor> change)
    {
        for (var type = module.GetType(); type is not null; type = type.BaseType)
        {
            var arguments =
                type.IsGenericType && type.FullName!.StartsWith("TorchSharp.torch+nn+Module`", StringComparison.Ordinal)
                    ? type.GetGenericArguments()
                    : [];
            if (arguments.Length is < 2 or > 5)
                continue;
            var output = arguments[^1];
            var first =
                typeof(ITuple).IsAssignableFrom(output) && output.IsGenericType ? output.GetGenericArguments()[0] : output;
            if (first != typeof(Tensor))
                throw new ArgumentException($"{path} gives {output.Name}, which is no hidden state.");
            var method = typeof(OutputHook)
                .GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
                .Single(m => m.Name == "On" && m.GetGenericArguments().Length == arguments.Length);
            return (Action)method.MakeGenericMethod(arguments).Invoke(null, [module, change])!;
        }
        throw new ArgumentException($"{path} has more inputs than can be hooked.");
    }

    private static Action On<T, R>(nn.Module<T, R> module, Func<Tensor, Tensor> change) =>
        module.register_forward_hook((_, _, y) => Changed(y, change)).remove;

    private static Action On<T1, T2, R>(nn.Module<T1, T2, R> module, Func<Tensor, Tensor> change) =>
        module.register_forward_hook((_, _, _, y) => Changed(y, change)).remove;

    private static Action On<T1, T2, T3, R>(nn.Module<T1, T2, T3, R> module, Func<Tensor, Tensor> change) =>
        module.register_forward_hook((_, _, _, _, y) => Changed(y, change)).remove;

    private static Action On<T1, T2, T3, T4, R>(nn.Module<T1, T2, T3, T4, R> module, Func<Tensor, Tensor> change) =>
        module.register_forward_hook((_, _, _, _, _, y) => Changed(y, change)).remove;

    // A tuple with another first part.
    private static R Changed<R>(R output, Func<Tensor, Tensor> change)
    {
        if (output is Tensor h)
            return (R)(object)change(h);
        var tuple = (ITuple)output!;
        var parts = Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray();
        parts[0] = change((Tensor)parts[0]!);
        return (R)Activator.CreateInstance(typeof(R), parts)!;
    }
}
