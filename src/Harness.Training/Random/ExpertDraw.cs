using Harness.Adapters;
using Harness.Data;

namespace Harness.Training;

/// <summary>Uniform expert indices from a named stream (MixPHM and AdaMix draw one per module and pass).</summary>
public sealed class ExpertDraw(RandomStream stream) : IExpertDraw
{
    public int Next(int count) => stream.NextInt(count);
}
