using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The bookkeeping that all optimizers share.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly OrderedDictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerState StateOf(Parameter parameter) => states[parameter];

    private protected void Remember(Parameter parameter, OptimizerState state, OptimizerOptions options)
    {
        states[parameter] = state;
        state.Initialize(options);
    }

    public OptimizerHelper() { }

    private protected override void DisposeStates()
    {
        foreach (var state in states.Values)
            (state as IDisposable)?.Dispose();
    }

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            using var grad = parameter.grad;
            grad?.zero_().Dispose();
        }
    }

    /// <summary>Runs the update of each group without recording gradients and in a dispose scope of its own.</summary>
    private protected Tensor? Step<T>(Action<T> update, Func<Tensor>? closure) where T : ParamGroup
    {
        Tensor? loss = null;
        if (closure is not null)
            using (enable_grad())
                loss = closure();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups)
            update((T)group);
        return loss;
    }

    /// <summary>Moves the states to a device; parameters are moved by their module.</summary>
    public void to(Device device)
    {
        foreach (var state in states.Values)
            state.to(device);
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var references = new List<int>();
            dictionary.StateIndexRef.Add(references);
            foreach (var parameter in group.Parameters)
            {
                references.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
        }
        return dictionary;
    }

    private static void CheckCounts(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }

    /// <exception cref="ArgumentException">Numbers of groups or states differ.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (mine, theirs) in own.Options.Zip(state_dict.Options))
            if (!ReferenceEquals(mine, theirs))
                mine.LoadStateDict(theirs);
        foreach (var (mine, theirs) in own.State.Zip(state_dict.State))
            if (!ReferenceEquals(mine, theirs))
                mine.LoadStateDict(theirs);
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        var own = state_dict();
        writer.Encode(own.Options.Count);
        writer.Encode(own.State.Count);
        own.Options.ForEach(o => o.SaveStateDict(writer));
        own.State.ForEach(s => s.SaveStateDict(writer));
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">The stream holds another optimizer's state.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var kind = reader.ReadString();
        if (kind != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{kind}' in the loaded stream.");
        var own = state_dict();
        CheckCounts(own, reader.Decode(), reader.Decode());
        own.Options.ForEach(o => o.LoadStateDict(reader));
        own.State.ForEach(s => s.LoadStateDict(reader));
    }
}
