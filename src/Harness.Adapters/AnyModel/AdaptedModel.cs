using System.Globalization;
using Harness.Adapters.Full;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.AnyModel;

/// <summary>Adapters on models that were written without this library.</summary>
public static class AdapterExtensions
{
    /// <summary>
    /// Puts a method on a model and freezes the rest: <c>using var tuned = model.WithAdapter(new LoraMethod { TargetModules = ["q_proj", "v_proj"] })</c>.
    /// The model is used as before; its submodules must be run by <c>call</c>.
    /// </summary>
    /// <param name="sites">Where bottleneck adapters may go; LoRA and BitFit need none.</param>
    /// <param name="seed">Of initial values, drawn experts and dropout.</param>
    /// <exception cref="ArgumentException">The method does not fit the model, or a name matches nothing; the model is as it was.</exception>
    public static AdaptedModel WithAdapter(this nn.Module model, PeftMethod method, ModelSites? sites = null, ulong seed = 0)
    {
        var tuned = new AdaptedModel(model);
        try
        {
            tuned.Add(AdaptedModel.FirstName, method, sites, seed);
            return tuned;
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }
}

/// <summary>
/// A model with adapters, one of which is active. Disposing takes everything off: the model is then, bit for bit, what it was before, but for what
/// a method trained of the model itself (BitFit, full finetuning).
/// </summary>
public sealed class AdaptedModel : IDisposable
{
    /// <summary>Name of the adapter that <see cref="AdapterExtensions.WithAdapter"/> adds.</summary>
    public const string FirstName = "default";

    private readonly Dictionary<string, Entry> entries = [];
    private readonly Dictionary<string, bool> trainedBefore;
    private readonly IReadOnlyList<(string Path, nn.Module Module)> modules;
    private readonly List<Action> hooks = [];
    private readonly Dictionary<string, Tensor> originals = [];
    private PassContext? pass;
    private Tensor? feature;

    /// <param name="Own">Names of the parameters and buffers that it brought.</param>
    /// <param name="Trains">Names of the parameters that it trains, its own or the model's.</param>
    private sealed record Entry(
        PeftMethod Method,
        ModelBackbone Backbone,
        Draws Draws,
        HashSet<string> Own,
        HashSet<string> Trains
    );

    internal AdaptedModel(nn.Module model)
    {
        Model = model;
        trainedBefore = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.requires_grad);
        modules = ModelBackbone.Modules(model);
        BareNames = StateNames();
        // A new pass begins with each call of the model.
        hooks.Add(PassHook.Add(model, EndPass));
    }

    public nn.Module Model { get; }

    /// <summary>Names of the adapters.</summary>
    public IReadOnlyList<string> Names => [.. entries.Keys];

    /// <summary>The adapter that takes part in passes and trains.</summary>
    public string Active { get; private set; } = "";

    public PeftMethod Method => Current.Method;

    /// <summary>The model as methods see it, with the active adapter.</summary>
    public IBackbone Backbone => Current.Backbone;

    /// <summary>Names of the parameters and buffers that the model had before.</summary>
    public IReadOnlySet<string> BareNames { get; }

    /// <summary>Names of the parameters and buffers that the active adapter did not bring: the model's, and those of other adapters.</summary>
    public IReadOnlySet<string> OtherNames => StateNames().Except(Current.Own).ToHashSet();

    /// <summary>False: passes run the bare model.</summary>
    public bool Enabled
    {
        get;
        set
        {
            field = value;
            EndPass();
        }
    } = true;

    public bool IsMerged => Backbone.Projections.Any(p => p.IsMerged);

    public long TrainableParameters => PeftMethod.Trainable(Backbone).Sum(p => p.parameter.numel());

    public long Parameters => Model.parameters().Sum(p => p.numel());

    /// <summary>Adds another adapter and makes it the active one.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the method does not fit.</exception>
    /// <exception cref="InvalidOperationException">The active adapter is merged.</exception>
    public void Add(string name, PeftMethod method, ModelSites? sites = null, ulong seed = 0)
    {
        if (entries.ContainsKey(name))
            throw new ArgumentException($"there is an adapter '{name}' already; the adapters are {string.Join(", ", Names)}.");
        CheckUnmerged();
        var before = StateNames();
        var draws = new Draws(seed);
        var backbone = new ModelBackbone(Model, modules, sites ?? new(), name == FirstName ? "" : name, () => Pass(name));
        using var generator = new Generator(seed);
        try
        {
            method.Apply(backbone, generator);
        }
        catch
        {
            backbone.Detach();
            throw;
        }
        var own = StateNames();
        own.ExceptWith(before);
        // A method knows what it trains by names that other adapters' parameters may have too.
        var trains = PeftMethod.Trainable(backbone).Where(p => own.Contains(p.name) || BareNames.Contains(p.name)).ToList();
        entries.Add(name, new Entry(method, backbone, draws, own, [.. trains.Select(p => p.name)]));
        if (method is not FullFinetuning)
            foreach (var (path, parameter) in trains.Where(p => BareNames.Contains(p.name)))
                originals.TryAdd(path, parameter.detach().clone().DetachFromDisposeScope());
        Activate(name);
    }

    /// <summary>What a parameter of the model was before anything trained it.</summary>
    /// <exception cref="InvalidOperationException">Full finetuning keeps no copy.</exception>
    public Tensor Original(string name) =>
        entries.Values.Any(e => e.Method is FullFinetuning)
            ? throw new InvalidOperationException("full finetuning trains the model itself; save its state dictionary.")
        : originals.TryGetValue(name, out var original) ? original
        : Model.named_parameters().First(p => p.name == name).parameter;

    /// <summary>Makes another adapter the active one: it takes part in passes, and it alone trains.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public void Activate(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            throw new ArgumentException($"there is no adapter '{name}'; the adapters are {string.Join(", ", Names)}.");
        CheckUnmerged();
        Active = name;
        foreach (var (path, parameter) in Model.named_parameters())
            parameter.requires_grad = entry.Trains.Contains(path);
        EndPass();
    }

    /// <summary>As PEFT prints it: trainable and all parameters, and the share in percent.</summary>
    public void PrintTrainableParameters(TextWriter? output = null) =>
        (output ?? Console.Out).WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"trainable params: {TrainableParameters:#,0} || all params: {Parameters:#,0} || trainable%: {100.0 * TrainableParameters / Parameters:0.0000}"
            )
        );

    /// <summary>The routing feature x_R [B, V, d] of the passes until what is returned is disposed.</summary>
    public IDisposable Condition(Tensor feature)
    {
        this.feature = feature;
        EndPass();
        return new Conditioned(this);
    }

    /// <summary>Folds the active adapter into the weights, so that a pass costs what the bare model's costs.</summary>
    /// <exception cref="InvalidOperationException">The method's update depends on its input, it is merged already, or a weight is shared with another module; nothing changed.</exception>
    public void Merge()
    {
        var targets = Backbone.Projections.Where(p => p.Delta is not null).ToList();
        if (targets.Count == 0)
            throw new InvalidOperationException($"{Method.Name} is no update of a weight, so there is nothing to merge.");
        if (targets.Select(t => t.MergeObstacle).FirstOrDefault(o => o is not null) is { } obstacle)
            throw new InvalidOperationException($"{Method.Name} cannot be merged: {obstacle}");
        foreach (var target in targets)
            target.Merge();
    }

    /// <summary>Puts the weights from before <see cref="Merge"/> back, bit for bit.</summary>
    public void Unmerge()
    {
        foreach (var target in Backbone.Projections.Where(p => p.Delta is not null))
            target.Unmerge();
    }

    /// <summary>Takes every adapter off; the model trains what it trained before.</summary>
    public void Dispose()
    {
        foreach (var entry in entries.Values)
            entry.Backbone.Detach();
        entries.Clear();
        foreach (var remove in hooks)
            remove();
        hooks.Clear();
        EndPass();
        foreach (var original in originals.Values)
            original.Dispose();
        originals.Clear();
        foreach (var (name, parameter) in Model.named_parameters())
            parameter.requires_grad = trainedBefore.GetValueOrDefault(name);
    }

    private Entry Current => entries[Active];

    private HashSet<string> StateNames() => ModelBackbone.StateNames(Model);

    private void CheckUnmerged()
    {
        if (Active.Length > 0 && IsMerged)
            throw new InvalidOperationException($"'{Active}' is merged; unmerge it before another adapter becomes active.");
    }

    private PassContext Pass(string name)
    {
        if (name != Active || !Enabled)
            return bare;
        return pass ??= new PassContext
        {
            Training = Model.training,
            Experts = Current.Draws,
            Dropout = Current.Draws,
            Noise = Current.Draws,
            RoutingFeature = feature,
        };
    }

    private void EndPass()
    {
        pass?.Dispose();
        pass = null;
    }

    private static readonly PassContext bare = new() { AdaptersOff = true };

    private sealed class Conditioned(AdaptedModel model) : IDisposable
    {
        public void Dispose()
        {
            model.feature = null;
            model.EndPass();
        }
    }

    /// <summary>Draws of a pass, from one seed.</summary>
    private sealed class Draws(ulong seed) : IExpertDraw, IDropout, INoise
    {
        private readonly System.Random random = new(unchecked((int)seed));

        public int Next(int count) => random.Next(count);

        public Tensor Apply(Tensor x, double p)
        {
            using var generator = new Generator((ulong)random.NextInt64());
            var keep = rand(x.shape, generator: generator).to(x.device).ge(p).to(x.dtype);
            return x * keep / (1 - p);
        }

        public Tensor Normal(long[] shape, Tensor like)
        {
            using var generator = new Generator((ulong)random.NextInt64());
            return randn(shape, generator: generator).to(like.dtype).to(like.device);
        }
    }
}

/// <summary>Says when a pass of a model begins.</summary>
internal static class PassHook
{
    public static Action Add(nn.Module model, Action begins)
    {
        for (var type = model.GetType(); type is not null; type = type.BaseType)
            if (type.IsGenericType && type.FullName!.StartsWith("TorchSharp.torch+nn+HookableModule`", StringComparison.Ordinal))
            {
                var remover = type.GetMethod("register_forward_pre_hook", [typeof(Action<nn.Module>)])!
                    .Invoke(model, [(Action<nn.Module>)(_ => begins())])!;
                var remove = remover.GetType().GetMethod("remove")!;
                return () => remove.Invoke(remover, []);
            }
        return () => { };
    }
}
