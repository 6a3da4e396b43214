using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Data.Packages;

namespace Harness.Runs.Tests.Fakes;

/// <summary>
/// A real Slurm of one node on the loopback address: Debian's munge, slurmctld and slurmd, with a state folder, ports and a key of their own,
/// so that a Slurm of the machine is not touched. A partition <c>low</c> is pre-empted by <c>high</c>, and its jobs are then cancelled.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    private readonly string? before = Environment.GetEnvironmentVariable("SLURM_CONF");
    private readonly List<Process> daemons = [];

    public SlurmCluster()
    {
        if (Refusal is not null)
            return;
        try
        {
            Begin();
        }
        catch
        {
            Dispose(); // nobody else would: a constructor that throws leaves nothing to dispose of
            throw;
        }
    }

    private static string? Refusal { get; } =
        !OperatingSystem.IsLinux() ? "Slurm is tested on Linux"
        : Environment.GetEnvironmentVariable("CI") != "true" && Environment.GetEnvironmentVariable("HARNESS_TEST_SLURM") != "1"
            ? "set HARNESS_TEST_SLURM=1 (CI=true does too) to test with a real Slurm"
        : Environment.UserName != "root" ? "only root may start Slurm's daemons"
        : !Installed && !File.Exists("/usr/bin/apt-get") ? "slurm-wlm and munge are not installed, and there is no apt-get"
        : null;

    /// <summary>Skips a test, with the reason, where there can be no cluster.</summary>
    public static void OrSkip() => Assert.SkipWhen(Refusal is not null, Refusal ?? "");

    /// <summary>The cluster's own files and logs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("harness-slurm-").FullName;

    private static bool Installed => File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/munged");

    private string Socket => Path.Combine(Folder, "munge", "socket");

    /// <summary>What one of Slurm's programs printed.</summary>
    public static string Say(string program, params string[] arguments) =>
        ExternalProgram.Run(program, arguments).GetAwaiter().GetResult().Output;

    public void Dispose()
    {
        if (daemons.Count > 0)
            Say("scancel", "--user=root");
        foreach (var daemon in Enumerable.Reverse(daemons))
        {
            daemon.Kill();
            daemon.WaitForExit();
            daemon.Dispose();
        }
        Environment.SetEnvironmentVariable("SLURM_CONF", before);
        Directory.Delete(Folder, recursive: true);
    }

    private void Begin()
    {
        Install();
        foreach (var name in (string[])["state", "spool", "munge"])
            Directory.CreateDirectory(Path.Combine(Folder, name));
        File.WriteAllBytes(
            Path.Combine(Folder, "munge", "key"),
            System.Security.Cryptography.RandomNumberGenerator.GetBytes(1024)
        );
        // munged trusts a key that nobody else can read, and a socket that everybody can reach.
        Say("chmod", "400", Path.Combine(Folder, "munge", "key"));
        Say("chmod", "755", Folder);
        File.WriteAllText(Path.Combine(Folder, "slurm.conf"), Configuration());
        Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(Folder, "slurm.conf"));
        string Munge(string name) => Path.Combine(Folder, "munge", name);
        Start(
            "munged",
            "--foreground",
            "--force",
            $"--socket={Socket}",
            $"--key-file={Munge("key")}",
            $"--log-file={Munge("log")}",
            $"--pid-file={Munge("pid")}",
            $"--seed-file={Munge("seed")}"
        );
        Until(() => File.Exists(Socket), "munge");
        Start("slurmctld", "-D", "-c");
        Start("slurmd", "-D", "-c", "-N", "localhost");
        Until(() => Say("sinfo", "--noheader", "--format=%T").Contains("idle"), "slurmd");
    }

    private static void Install()
    {
        if (Installed)
            return;
        Environment.SetEnvironmentVariable("DEBIAN_FRONTEND", "noninteractive");
        Say("apt-get", "update");
        Say("apt-get", "install", "-y", "--no-install-recommends", "slurm-wlm", "munge");
        Assert.True(Installed, "apt-get could not install slurm-wlm and munge");
    }

    private void Start(string program, params string[] arguments)
    {
        var log = Path.Combine(Folder, $"{program}.out");
        daemons.Add(
            Process.Start(
                "sh",
                ["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1", "sh", log, $"/usr/sbin/{program}", .. arguments]
            )
        );
    }

    private void Until(Func<bool> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(100))
            Assert.True(
                waited.Elapsed < TimeSpan.FromSeconds(60),
                $"{what} did not start:\n{string.Join('\n', Directory.GetFiles(Folder, "*.out").Select(File.ReadAllText))}"
            );
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Configuration() =>
        $"""
            ClusterName=harness
            SlurmctldHost=localhost(127.0.0.1)
            AuthType=auth/munge
            AuthInfo=socket={Socket}
            SlurmUser=root
            SlurmdUser=root
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            StateSaveLocation={Folder}/state
            SlurmdSpoolDir={Folder}/spool
            SlurmctldPidFile={Folder}/slurmctld.pid
            SlurmdPidFile={Folder}/slurmd.pid
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
            MpiDefault=none
            ReturnToService=2
            MinJobAge=300
            KillWait=5
            PreemptType=preempt/partition_prio
            PreemptMode=CANCEL
            AccountingStorageType=accounting_storage/none
            JobAcctGatherType=jobacct_gather/none
            NodeName=localhost NodeAddr=127.0.0.1 CPUs={Environment.ProcessorCount} State=UNKNOWN
            PartitionName=low Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=CANCEL GraceTime=5
            PartitionName=high Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF

            """;
}
