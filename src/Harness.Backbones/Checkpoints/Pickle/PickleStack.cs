namespace Harness.Backbones.Checkpoints.Pickle;

/// <summary>A name that a pickle refers to; what it stands for is never looked up, let alone run.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list or a set; filled after it was made, as pickles do.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary in its own order; of equal keys the last counts.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}

/// <summary>The values that a pickle has made so far, and the containers that it makes of them.</summary>
internal sealed class PickleStack
{
    private static readonly object mark = new();

    private readonly List<object?> values = [];

    public void Push(object? value) => values.Add(value);

    public void PushMark() => values.Add(mark);

    public object? Pop()
    {
        var value = Peek();
        values.RemoveAt(values.Count - 1);
        return value;
    }

    public object? Peek() =>
        values.Count > 0 && values[^1] != mark ? values[^1] : throw new PickleException("a value is wanted where there is none");

    /// <summary>The uppermost values, lowest first.</summary>
    public object?[] Pop(int count)
    {
        var popped = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            popped[i] = Pop();
        return popped;
    }

    /// <summary>Everything above the uppermost mark, which goes too.</summary>
    public object?[] PopToMark()
    {
        var at = values.LastIndexOf(mark);
        if (at < 0)
            throw new PickleException("a mark is wanted where there is none");
        var popped = values[(at + 1)..].ToArray();
        values.RemoveRange(at, values.Count - at);
        return popped;
    }

    /// <summary>Adds to the list on top.</summary>
    public void Extend(object?[] items)
    {
        if (Peek() is not PickleList list)
            throw new PickleException("items are added to what is no list");
        list.Items.AddRange(items);
    }

    /// <summary>Sets keys of the dictionary on top; keys and values alternate.</summary>
    public void Put(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary || items.Length % 2 != 0)
            throw new PickleException("keys are set in what is no dictionary");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Items.Add((items[i], items[i + 1]));
    }

    /// <summary>Attributes for the object on top: none that is read here has any use for them.</summary>
    public void Build(object? state)
    {
        if (Peek() is not PickleDictionary || state is not (PickleDictionary or null))
            throw new PickleException("an object's state is set, which only code could do");
    }
}
