namespace TorchSharp;

/// <summary>How many objects one thread made, disposed, attached and detached, in and outside dispose scopes.</summary>
public class ThreadDisposeScopeStatistics
{
    public LifetimeStatistics TensorStatistics { get; } = new();
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    public long CreatedOutsideScopeCount => Sum(s => s.CreatedOutsideScopeCount);
    public long DisposedOutsideScopeCount => Sum(s => s.DisposedOutsideScopeCount);
    public long CreatedInScopeCount => Sum(s => s.CreatedInScopeCount);
    public long DisposedInScopeCount => Sum(s => s.DisposedInScopeCount);
    public long AttachedToScopeCount => Sum(s => s.AttachedToScopeCount);
    public long DetachedFromScopeCount => Sum(s => s.DetachedFromScopeCount);

    /// <summary>Made minus disposed on this thread.</summary>
    public long ThreadTotalLiveCount => Sum(s => s.ThreadTotalLiveCount);

    private long Sum(Func<LifetimeStatistics, long> count) => count(TensorStatistics) + count(PackedSequenceStatistics);

    public void Reset()
    {
        TensorStatistics.Reset();
        PackedSequenceStatistics.Reset();
    }

    public override string ToString() =>
        LifetimeStatistics.Format(ThreadTotalLiveCount, CreatedOutsideScopeCount, DisposedOutsideScopeCount, CreatedInScopeCount,
            DisposedInScopeCount, AttachedToScopeCount, DetachedFromScopeCount);
}

public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount => CreatedInScopeCount + CreatedOutsideScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        Format(ThreadTotalLiveCount, CreatedOutsideScopeCount, DisposedOutsideScopeCount, CreatedInScopeCount, DisposedInScopeCount,
            AttachedToScopeCount, DetachedFromScopeCount);

    internal static string Format(long live, long madeOutside, long disposedOutside, long madeIn, long disposedIn, long attached, long detached) =>
        $"ThreadTotalLiveCount: {live}; CreatedOutsideScopeCount: {madeOutside}; DisposedOutsideScopeCount: {disposedOutside}; " +
        $"CreatedInScopeCount: {madeIn}; DisposedInScopeCount: {disposedIn}; AttachedToScopeCount: {attached}; DetachedFromScopeCount: {detached}";
}
