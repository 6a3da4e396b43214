using System.Reflection;
using System.Runtime.CompilerServices;
using Harness.Adapters.Sites;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.AnyModel;

/// <summary>
/// A model that was written without this library, seen as a backbone. Its classes stay as they are: forward hooks add what adapters give, so
/// submodules must be run by <c>call</c>, as TorchSharp's own containers do. A submodule that is reached by several paths counts once.
/// </summary>
public sealed class ModelBackbone : IBackbone
{
    private readonly List<Action> hooks = [];
    private readonly string scope;
    private readonly HashSet<string> bare;
    private readonly Shared shared = new();
    private nn.Module? sharedUnder;

    /// <summary>For callers that make passes themselves; <see cref="AdapterExtensions.WithAdapter"/> does so for the others.</summary>
    /// <param name="pass">The pass that runs when a submodule is called.</param>
    /// <exception cref="ArgumentException">A name of <paramref name="sites"/> matches nothing, or what it matches gives no hidden state.</exception>
    public ModelBackbone(nn.Module model, ModelSites sites, Func<PassContext> pass)
        : this(model, Modules(model), sites, "", pass) { }

    /// <param name="modules">The model's own, see <see cref="Modules"/>.</param>
    /// <param name="scope">Told apart from other adapters on the same model by this; empty for the first.</param>
    /// <param name="pass">The pass that runs.</param>
    internal ModelBackbone(
        nn.Module model,
        IReadOnlyList<(string Path, nn.Module Module)> modules,
        ModelSites sites,
        string scope,
        Func<PassContext> pass
    )
    {
        (Root, this.scope, bare) = (model, scope, StateNames(model));
        CheckNames(sites.Hidden, [.. modules.Select(m => m.Path)]);
        Projections = [.. modules.Select(m => Map(m.Path, m.Module, sites)).OfType<Projection>()];
        (string Path, nn.Module Module)[] behind = [.. modules.Where(m => sites.Hidden.Any(n => SiteSelection.Means(n, m.Path)))];
        HiddenSites =
        [
            .. from m in behind
            let width = sites.WidthOf(m.Path, m.Module)
            select new HiddenSite(Address(m.Path, SiteRole.AfterFeedForward, width, width), Owner(m.Module), scope),
        ];
        try
        {
            foreach (var map in Projections)
            {
                var moves = new Follower();
                var layer = (nn.Module<Tensor, Tensor>)map.Layer!;
                hooks.Add(layer.register_forward_hook((_, x, y) => map.WithDelta(moves.To(y, map.Delta), x, pass())).remove);
            }
            foreach (var ((path, module), site) in behind.Zip(HiddenSites))
            {
                var moves = new Follower();
                hooks.Add(OutputHook.Add(module, path, h => site.call(moves.To(h, site.Adapter, shared), pass())));
            }
        }
        catch
        {
            Detach();
            throw;
        }
    }

    /// <summary>The submodules of a model, each once, by path.</summary>
    internal static IReadOnlyList<(string Path, nn.Module Module)> Modules(nn.Module model) =>
        [.. model.named_modules().Where(m => m.name.Length > 0).DistinctBy(m => m.module, ReferenceEqualityComparer.Instance)];

    /// <summary>Names of a model's parameters and buffers.</summary>
    internal static HashSet<string> StateNames(nn.Module model) =>
        [.. model.named_parameters().Select(p => p.name), .. model.named_buffers().Select(b => b.name)];

    private Projection? Map(string path, nn.Module layer, ModelSites sites)
    {
        (SiteRole, long, long)? map = layer switch
        {
            Linear linear => (sites.RoleOf(path), linear.in_features, linear.out_features),
            Embedding table => (SiteRole.Other, table.weight!.shape[0], table.weight!.shape[1]),
            // A linear map of what the kernel sees at a point.
            Conv2d conv => (SiteRole.Other, conv.in_channels * conv.kernel_size[0] * conv.kernel_size[1], conv.out_channels),
            _ => null,
        };
        return map is var (role, inWidth, outWidth)
            ? new Projection(Address(path, role, inWidth, outWidth), layer, scope, Tied)
            : null;
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

    // A module of the adapter's own, so that several adapters find room.
    public nn.Module SharedOwner
    {
        get
        {
            if (sharedUnder is null)
                (sharedUnder = Owner(Root)).register_module(SharedName, shared);
            return shared;
        }
    }

    public IReadOnlyList<Projection> Projections { get; }

    public IReadOnlyList<HiddenSite> HiddenSites { get; }

    // A layer without a bias keeps none: nobody else would add it.
    public IReadOnlyList<IBiasable> Biasables => [.. Projections.Where(p => p.Bias is not null)];

    /// <summary>What tells adapters apart is left out of the name of a parameter that this one brought.</summary>
    public string SavedName(string parameter)
    {
        if (bare.Contains(parameter))
            return parameter;
        // Behind the path of a layer; the model may have a submodule of that name.
        var name = scope.Length == 0 ? AdaptedModel.FirstName : scope;
        var at = parameter.LastIndexOf($".{name}.", StringComparison.Ordinal);
        if (at >= 0 && !bare.Any(n => n.StartsWith(parameter[..(at + name.Length + 2)], StringComparison.Ordinal)))
            return parameter.Remove(at, name.Length + 1);
        return parameter.Replace($"_{name}.", ".", StringComparison.Ordinal);
    }

    // Tied weights are one tensor under several names; a module counts once.
    private string? Tied(Projection map)
    {
        var others = Root.named_modules()
            .Where(m => m.module != map.Layer)
            .Where(m => m.module.named_parameters(recurse: false).Any(p => SameMemory(p.parameter, map.Weight)))
            .Select(m => m.name)
            .ToList();
        return others.Count == 0
            ? null
            : $"{map.Address.Path} shares its weight with {string.Join(", ", others)}, which a merged update would change too.";
    }

    private static bool SameMemory(Tensor a, Tensor b) =>
        ReferenceEquals(a, b)
        || (
            a.device_type == DeviceType.CPU
            && b.device_type == DeviceType.CPU
            && a.numel() > 0
            && a.is_contiguous()
            && b.is_contiguous()
            && a.bytes == b.bytes
        );

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
        sharedUnder?.register_module(SharedName, null!);
        sharedUnder = null;
    }

    private string SharedName => scope.Length == 0 ? "adapter_shared" : $"adapter_shared_{scope}";

    // A sequence runs what is registered under it and lists no parameter of its own, so its last layer holds what belongs to it.
    private static nn.Module Owner(nn.Module module)
    {
        while (module is Sequential && module.children().LastOrDefault() is { } last)
            module = last;
        return module;
    }

    /// <summary>Holds what the modules of an adapter share.</summary>
    private sealed class Shared() : nn.Module(nameof(Shared));

    private static SiteAddress Address(string path, SiteRole role, long inWidth, long outWidth) =>
        new(path, role, SubLayer.FeedForward, "model", -1, inWidth, outWidth);
}

/// <summary>
/// Moves adapters to where the layer's output is. TorchSharp's linear maps and convolutions leave what is registered under them when they are moved.
/// </summary>
internal sealed class Follower
{
    private (ScalarType, DeviceType, int)? at;

    /// <summary>Gives <paramref name="output"/>.</summary>
    public Tensor To(Tensor output, params ReadOnlySpan<nn.Module?> adapters)
    {
        var now = (output.dtype, output.device_type, output.device_index);
        if (at == now)
            return output;
        at = now;
        foreach (var adapter in adapters)
            adapter?.to(output.dtype).to(output.device);
        return output;
    }
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
