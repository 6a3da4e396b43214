namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Where one format operation writes, and how deep in the value it is.</summary>
public class FormatContext(TextWriter writer) : IDisposable
{
    public int Depth { get; private set; }

    public TextWriter Writer { get; } = writer;

    /// <summary>Goes one level down until the result is disposed.</summary>
    internal IDisposable Deeper()
    {
        Depth++;
        return new Level(this);
    }

    public void Dispose() => GC.SuppressFinalize(this);

    private sealed class Level(FormatContext context) : IDisposable
    {
        public void Dispose() => context.Depth--;
    }
}
