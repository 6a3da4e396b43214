using System.CommandLine;
using System.Globalization;
using Harness.Data;
using Harness.Experiments;
using Harness.Runs;
using Harness.Training.Pretraining;
using TorchSharp;

namespace Harness.Cli.Verbs;

/// <summary>Makes the small backbone from nothing.</summary>
internal static class PretrainVerb
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "folder of the finished backbone; the cache by default", HelpName = "DIR" };
        var steps = CommonOptions.AtLeast(100, new Option<int>("--steps") { Description = "optimiser steps", HelpName = "N", DefaultValueFactory = _ => new PretrainOptions().Steps });
        var threads = CommonOptions.AtLeast(1, new Option<int>("--threads") { Description = "threads", HelpName = "N", DefaultValueFactory = _ => 1 });
        var command = new Command("pretrain", "Pre-trains vl-t5-small on scenes, without any question's answer; a stopped call goes on") { output, steps, threads };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(output) ?? Path.Combine(Repository.Cache, "backbones", "vl-t5-small");
            return Run(folder, parsed.GetValue(steps), parsed.GetValue(threads), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(string folder, int steps, int threads, TextWriter output)
    {
        using var interruption = new Interruption();
        FileErrors.CreateFolder(folder);
        torch.set_num_threads(threads);
        var data = Datasets.Open(Datasets.StampScenes, "quick", new StampScenesOptions().Seed) is StampScenes { Name: Datasets.StampScenes } stamps
            ? stamps
            : throw new UserErrorException("pre-training needs the stamps themselves; './harness data fetch stamp-scenes' says what is missing.", UserErrorException.Missing);
        var (options, embedder) = (new PretrainOptions { Steps = steps }, new EmbedderOptions());
        var work = Path.Combine(Repository.Cache, "pretraining", $"vl-t5-small-{data.Sprites.Digest[..12]}-{steps}");
        var report = new SmallVlT5(data, options, embedder, SmallVlT5.Prompt).Run(
            folder, work, line => output.WriteLine(line), look => output.WriteLine(Line(look)), interruption.Token);
        PretrainManifest.Write(folder, data, options, embedder, report, threads, Workers.TypedCommand());
        output.WriteLine($"{folder}: {string.Join(", ", PretrainManifest.Gate(report).Select(g => $"{g.name} {g.score:F1} % ({(g.holds ? "passes" : "below")} {g.bar} %)"))}");
        return PretrainManifest.Gate(report).All(g => g.holds) ? 0 : CommandLine.CheckFailed;
    }

    private static string Line(PretrainLook look)
    {
        var scores = new[] { "match", "category", "count-category", "neighbour", "extreme", "side", "size" }.Select(k => $"{k} {look.Scores[k].ToString("F0", CultureInfo.InvariantCulture)}");
        return $"step {look.Step,6}  loss {look.Loss:F3}  {string.Join("  ", scores)}  ({look.Seconds:F0} s)";
    }
}
