namespace Harness.Experiments;

/// <summary>The items of a run.</summary>
internal sealed record RunItems<T>(IReadOnlyList<T> Train, IReadOnlyList<T> Dev, IReadOnlyList<T> Test)
{
    public IEnumerable<T> All => Train.Concat(Dev).Concat(Test);
}
