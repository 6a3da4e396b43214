namespace Harness.Backbones;

/// <summary>Carries a part that a base class makes out to the class that chose how.</summary>
internal sealed class Made<T>
    where T : class
{
    private T? value;

    public T Value => value ?? throw new InvalidOperationException($"No {typeof(T).Name} was made.");

    public T Keep(T made) => value = made;
}
