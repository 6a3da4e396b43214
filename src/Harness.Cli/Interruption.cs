using System.Runtime.InteropServices;

namespace Harness.Cli;

/// <summary>
/// Ctrl-C and termination: the first asks to stop at a good place, the second ends the process at once (stored runs stay whole either
/// way). While one of these lives, the system's own handling is off.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() =>
        registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        ];

    public CancellationToken Token => source.Token;

    /// <summary>For worker processes: the driver decides when they end, Ctrl-C in its terminal does not.</summary>
    public static IDisposable Ignored() => PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (source.IsCancellationRequested)
            Environment.Exit(CommandLine.Interrupted);
        source.Cancel();
    }
}
