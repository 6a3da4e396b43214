using Harness.Data.Files;

namespace Harness.Adapters.Saving;

/// <summary>A file of weights or of a vocabulary that cannot be read, or that does not fit the model.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : BadFileException(message, inner);
