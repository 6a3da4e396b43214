namespace Harness.Parity;

/// <summary>A case asks for something that this implementation does not have.</summary>
public sealed class UnsupportedCaseException(string message) : Exception(message);
