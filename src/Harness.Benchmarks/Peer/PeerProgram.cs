using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Harness.Benchmarks.Peer;

/// <summary>The same arithmetic in another program: <c>peer.py</c> in Python with PyTorch, asked case by case.</summary>
internal sealed class PeerProgram : IDisposable
{
    // One's own first; the system's is the one that python3-torch belongs to.
    private static readonly string[] pythons = ["python3", "/usr/bin/python3"];

    private readonly Process process;

    private PeerProgram(Process process, string version) => (this.process, Version) = (process, version);

    /// <summary>Version of PyTorch.</summary>
    public string Version { get; }

    /// <summary>Starts it; null where there is no Python with PyTorch.</summary>
    /// <param name="script">Where <c>peer.py</c> lies.</param>
    public static PeerProgram? TryStart(string script, int threads) =>
        pythons.Select(python => TryStart(python, script, threads)).FirstOrDefault(peer => peer is not null);

    private static PeerProgram? TryStart(string python, string script, int threads)
    {
        var start = new ProcessStartInfo(python, [script, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the environment asks of this process's libtorch is not meant for another.
        start.Environment.Remove("OMP_NUM_THREADS");
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine() is { } version)
                return new PeerProgram(process, version);
            process.Dispose();
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Seconds of one repetition, by its own clock; the first of a case comes after it has built and warmed up.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public double Seconds(string asked)
    {
        string? line;
        try
        {
            process.StandardInput.WriteLine(asked);
            process.StandardInput.Flush();
            line = process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            line = null; // nobody reads what is asked
        }
        return line is null
            ? throw new InvalidOperationException($"peer.py ended at '{asked}'.")
            : double.Parse(line, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
        if (!process.WaitForExit(2_000))
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
