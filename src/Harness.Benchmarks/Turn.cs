using Harness.Adapters;

namespace Harness.Benchmarks;

/// <summary>Another expert at each draw.</summary>
internal sealed class Turn : IExpertDraw
{
    private int next;

    public int Next(int count) => next++ % count;
}
