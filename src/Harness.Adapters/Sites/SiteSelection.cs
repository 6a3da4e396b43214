using System.Text.RegularExpressions;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Sites;

/// <summary>Finds the sites that a configuration names.</summary>
public static class SiteSelection
{
    /// <summary>Hidden-state sites by role (<c>after_feed_forward</c>, …) in forward order.</summary>
    public static IReadOnlyList<HiddenSite> Hidden(
        IBackbone backbone,
        IReadOnlyList<string> roles,
        IReadOnlyList<string> stacks
    ) => [.. backbone.HiddenSites.Where(s => InStacks(s.Address, stacks) && roles.Contains(Role(s.Address)))];

    /// <summary>
    /// Linear maps by role (<c>query</c>) or, as PEFT does, by the last part of their path (<c>q</c>), in forward order.
    /// </summary>
    public static IReadOnlyList<Projection> Linear(
        IBackbone backbone,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> stacks
    ) => [.. backbone.Projections.Where(p => InStacks(p.Address, stacks) && targets.Any(t => Names(p, t)))];

    /// <summary>A line for each role that this backbone does not have.</summary>
    public static IEnumerable<string> HiddenProblems(
        IBackbone backbone,
        IReadOnlyList<string> roles,
        IReadOnlyList<string> stacks
    )
    {
        var there = backbone.HiddenSites.Where(s => InStacks(s.Address, stacks)).Select(s => Role(s.Address)).Distinct().ToList();
        return StackProblems(backbone, stacks)
            .Concat(
                from role in roles
                where !there.Contains(role)
                select $"target_sites: {backbone.Name} has no site '{role}'{Spelling.Suggest(role, there)}; it has {string.Join(", ", there)}."
            );
    }

    /// <summary>A line for each target that matches no linear map of this backbone.</summary>
    public static IEnumerable<string> LinearProblems(
        IBackbone backbone,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> stacks
    )
    {
        var there = backbone.Projections.Where(p => InStacks(p.Address, stacks)).ToList();
        return StackProblems(backbone, stacks)
            .Concat(
                from target in targets
                where !there.Any(p => Names(p, target))
                let known = there.Select(p => Last(p.Address)).Distinct().ToList()
                select $"target_modules: {backbone.Name} has no linear map '{target}'{Spelling.Suggest(target, known)}; it has {string.Join(", ", known)}."
            );
    }

    /// <summary>A line for each stack that this backbone does not have.</summary>
    public static IEnumerable<string> StackProblems(IBackbone backbone, IReadOnlyList<string> stacks)
    {
        var there = backbone
            .Projections.Select(p => p.Address.Stack)
            .Concat(backbone.HiddenSites.Select(s => s.Address.Stack))
            .Distinct()
            .ToList();
        return from stack in stacks
            where !there.Contains(stack)
            select $"stacks: {backbone.Name} has no stack '{stack}'{Spelling.Suggest(stack, there)}; it has {string.Join(", ", there)}.";
    }

    // Without a choice, every stack but the vision tower: both papers keep the picture encoder frozen and bare.
    internal static bool InStacks(SiteAddress address, IReadOnlyList<string> stacks) =>
        stacks.Count == 0 ? address.Stack != "vision" : stacks.Contains(address.Stack);

    /// <summary>Whether a parameter belongs to a module attached under this name, which may be followed by a site's role (see <see cref="HiddenSite.Attach"/>).</summary>
    internal static bool IsUnder(string parameterName, string attachName)
    {
        for (
            var at = parameterName.IndexOf(attachName, StringComparison.Ordinal);
            at >= 0;
            at = parameterName.IndexOf(attachName, at + 1, StringComparison.Ordinal)
        )
        {
            var end = at + attachName.Length;
            if ((at == 0 || parameterName[at - 1] == '.') && end < parameterName.Length && parameterName[end] is '.' or '_')
                return true;
        }
        return false;
    }

    /// <summary>Every linear map but a head; as in PEFT, no embedding and no convolution.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>Whether a name means a path: the whole of it, its end, or (as it begins with <c>^</c>) a regular expression that matches the whole.</summary>
    internal static bool Means(string name, string path) =>
        path == name
        || path.EndsWith("." + name, StringComparison.Ordinal)
        || (
            name.StartsWith('^')
            && Regex.IsMatch(path, $"^(?:{name[1..]})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
        );

    private static bool Names(Projection map, string target) =>
        Role(map.Address) == target
        || Means(target, map.Address.Path)
        || (target == AllLinear && map.Address.SubLayer != SubLayer.Head && map.Layer is not (Embedding or Conv2d));

    private static string Role(SiteAddress address) => Spelling.Snake(address.Role.ToString());

    private static string Last(SiteAddress address) => address.Path[(address.Path.LastIndexOf('.') + 1)..];

    /// <summary>Gives each site a module of its own.</summary>
    /// <param name="name">Under which modules are attached.</param>
    internal static void AttachEach(
        this IBackbone backbone,
        IEnumerable<HiddenSite> sites,
        string name,
        Func<SiteAddress, Placement, nn.Module<Tensor, PassContext, Tensor>> build
    )
    {
        var at = Placement.Of(backbone);
        foreach (var site in sites)
            site.Attach(name, build(site.Address, at));
    }
}
