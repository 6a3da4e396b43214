namespace Harness.Runs;

/// <summary>The version of what a run means and how its folder is laid out.</summary>
public static class RunProtocol
{
    /// <summary>
    /// Raised by hand when a stored run may not be re-used although its code digest is the same: another folder layout, another
    /// meaning of a manifest field, another rule for scores.
    /// </summary>
    public const string Version = "1";
}
