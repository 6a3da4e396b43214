using System.Diagnostics;

namespace Harness.Runs.Machine;

/// <summary>
/// Largest resident size of this process since the object was made. On Linux the kernel's own mark is set back, so that a worker's
/// second run does not report its first one's; elsewhere it is the largest since the process began.
/// </summary>
public sealed class PeakMemory
{
    // Writing 5 resets the peak of the resident set and nothing else (Linux 4.0 and later, see proc(5)).
    private const string Mark = "/proc/self/clear_refs";

    public PeakMemory()
    {
        try
        {
            File.WriteAllText(Mark, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* not here: the whole process counts */
        }
    }

    /// <summary>In millions of bytes, one digit.</summary>
    public double Megabytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return Math.Round(process.PeakWorkingSet64 / 1e6, 1);
        }
    }
}
