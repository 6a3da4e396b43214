using System.CommandLine;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Verbs;

/// <summary>Says why a run was or was not re-used.</summary>
internal static class WhyVerb
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "beginning of a run's key, or a configuration" };
        var (settings, results) = (CommonOptions.Settings(), CommonOptions.Out());
        var command = new Command("why", "Says why a run was or was not re-used") { run, settings, results };
        command.SetAction(parsed =>
        {
            var (name, output) = (parsed.GetValue(run)!, parsed.InvocationConfiguration.Output);
            var store = RunStore.Open(CommonOptions.ExistingResults(parsed.GetValue(results)));
            if (!File.Exists(Repository.Locate(name)))
            {
                Stored(StoredRuns.Named(name, store), output);
                return;
            }
            foreach (
                var cell in ExperimentFile
                    .Load(Repository.Locate(name))
                    .Cells(CommandLineSettings.Parse(parsed.GetValue(settings)!))
            )
                Wanted(cell, store, output);
        });
        return command;
    }

    private static void Stored(RunRecord record, TextWriter output)
    {
        output.WriteLine(
            $"{record.Key}  {record.Method} · N_D {record.NTrain} · seed {record.Seed}, made {record.Started:yyyy-MM-dd HH:mm}{(record.Resumed > 0 ? $" (resumed {record.Resumed} times)" : "")} by: {record.Command}"
        );
        foreach (var file in RunStore.Damaged(record))
            output.WriteLine($"  {file} is not what was written; delete the folder to make the run again.");
        try
        {
            var config = ExperimentFile.Load(Path.Combine(record.Folder, RunFiles.Config)).Resolve([]);
            Tell(record, RunKey.Of(config, Executors.Create(), Flavour.Name), output);
        }
        catch (UserErrorException e) when (e.ExitCode == UserErrorException.BadUsage)
        {
            output.WriteLine($"  {record.Key} is not re-used: this version reads its configuration otherwise: {e.Message}");
        }
    }

    private static void Wanted(ResolvedConfig cell, RunStore store, TextWriter output)
    {
        var key = RunKey.Of(cell, Executors.Create(), Flavour.Name);
        var c = cell.Config;
        output.WriteLine($"{key.Text}  {c.Method.Name} · N_D {c.Train.NTrain} · seed {c.Train.Seed}");
        if (store.Find(key.Text) is not null)
        {
            output.WriteLine("  stored: it is re-used.");
            return;
        }
        if (File.Exists(Path.Combine(store.FolderOf(key.Text), RunFiles.Checkpoint)))
        {
            output.WriteLine("  not finished: the next call goes on from its checkpoint.");
            return;
        }
        var alike = store
            .Runs.Where(r => (r.Method, r.NTrain, r.Seed) == (c.Method.Name, c.Train.NTrain, c.Train.Seed))
            .MaxBy(r => r.Started);
        if (alike is null)
        {
            output.WriteLine("  not stored, nor any run of this method, size and seed.");
            return;
        }
        Tell(alike, key, output);
        if (alike.ConfigDigest != key.Config)
        {
            foreach (var difference in Reuse.Differences(alike, cell))
                output.WriteLine($"    {difference}");
        }
    }

    private static void Tell(RunRecord stored, RunKey now, TextWriter output)
    {
        var differing = Reuse.Compare(stored.Parts, now).Where(p => !p.Same).ToList();
        output.WriteLine(
            differing.Count == 0
                ? "  it is re-used: configuration, code, data, backbone, protocol and packages are the same."
                : $"  {stored.Key} is not re-used: {string.Join(", ", differing.Select(p => $"{p.Part} differs ({Short(p.Stored)} → {Short(p.Now)})"))}."
        );
    }

    private static string Short(string digest) =>
        digest.Length > 12 ? digest[..12]
        : digest.Length > 0 ? digest
        : "none";
}
