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
        (string Path, nn.Module Module)[] modules =
        [
            .. model.named_modules().Where(m => m.name.Length > 0).DistinctBy(m => m.module, ReferenceEqualityComparer.Instance),
        ];
        CheckNames(sites.Hidden, [.. modules.Select(m => m.Path)]);
        Projections =
        [
            .. from m in modules
            where m.Module is Linear
            let linear = (Linear)m.Module
            let at = Address(m.Path, sites.RoleOf(m.Path), linear.in_features, linear.out_features)
            select new Projection(at, linear.weight!, linear.bias, linear, scope),
        ];
        (string Path, nn.Module Module)[] behind = [.. modules.Where(m => sites.Hidden.Any(n => SiteSelection.Means(n, m.Path)))];
        HiddenSites =
        [
            .. from m in behind
            let width = sites.WidthOf(m.Path, m.Module)
            select new HiddenSite(Address(m.Path, SiteRole.AfterFeedForward, width, width), Owner(m.Module), scope),
        ];
        try
        {
            foreach (var (linear, projection) in modules.Select(m => m.Module).OfType<Linear>().Zip(Projections))
                hooks.Add(linear.register_forward_hook((_, x, y) => projection.WithDelta(y, x, pass())).remove);
            foreach (var ((path, module), site) in behind.Zip(HiddenSites))
                hooks.Add(OutputHook.Add(module, path, h => site.call(h, pass())));
        }
        catch
        {
            Detach();
            throw;
        }
    }

    private static void CheckNames(IReadOnlyList<string> names, IReadOnlyList<string> paths)
    {
        var unmatched = names.Where(n => !paths.Any(p => SiteSelection.Means(n, p))).ToList();
        if (unmatched.Count > 0)
            throw new ArgumentException(
                $"no submodule is called {string.Join(", ", unmatched)}; there are {string.Join(", ", paths.Take(20))}."
            );
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
