namespace Harness.Backbones;

/// <summary>A weight file that cannot be read, or that does not fit the model. The message is one line: which file, what, and what would work.</summary>
public sealed class CheckpointException : Exception
{
    public CheckpointException(string message) : base(message) { }

    public CheckpointException(string message, Exception inner) : base(message, inner) { }
}
