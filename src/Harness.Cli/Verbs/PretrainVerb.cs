using System.CommandLine;
using System.Globalization;
using Harness.Data;
using Harness.Data.Emoji;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Experiments;
using Harness.Training.Multitask;
using Harness.Training.Pretraining;
using Harness.Training.Pretraining.ClipBartModels;
using Harness.Training.Pretraining.VitText;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Cli.Verbs;

/// <summary>Makes a small backbone from nothing.</summary>
internal static class PretrainVerb
{
    private const string VlT5 = "vl-t5-small";

    public static Command Create()
    {
        var backbone = new Option<string>("--backbone")
        {
            Description = $"{VlT5}, {SmallVitText.Encoder}, {SmallVitText.Decoder} or {SmallClipBart.Name}",
            HelpName = "NAME",
            DefaultValueFactory = _ => VlT5,
        };
        backbone.AcceptOnlyFromAmong(VlT5, SmallVitText.Encoder, SmallVitText.Decoder, SmallClipBart.Name);
        var output = new Option<string>("--out")
        {
            Description = "folder of the finished backbone; the cache by default",
            HelpName = "DIR",
        };
        var steps = CommonOptions.AtLeast(
            100,
            new Option<int>("--steps")
            {
                Description = "optimiser steps, for vision and text alike; by default as many as the shipped backbone took",
                HelpName = "N",
            }
        );
        var threads = CommonOptions.AtLeast(
            1,
            new Option<int>("--threads")
            {
                Description = "threads",
                HelpName = "N",
                DefaultValueFactory = _ => 1,
            }
        );
        var command = new Command(
            "pretrain",
            "Pre-trains a small backbone on scenes, without any image's question; a stopped call goes on"
        )
        {
            backbone,
            output,
            steps,
            threads,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(backbone)!;
            var folder = parsed.GetValue(output) ?? Path.Combine(Repository.Cache, "backbones", name);
            var given = parsed.GetResult(steps) is null ? (int?)null : parsed.GetValue(steps);
            return Run(name, folder, given, parsed.GetValue(threads), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(string backbone, string folder, int? steps, int threads, TextWriter output)
    {
        using var interruption = new Interruption();
        FileErrors.CreateFolder(folder);
        torch.set_num_threads(threads);
        var data = DatasetCatalogue.Open(DatasetCatalogue.StampScenes, "quick", new StampScenesOptions().Seed, say: Executors.Say)
            is StampScenes { Name: DatasetCatalogue.StampScenes } stamps
            ? stamps
            : throw new UserErrorException(
                "pre-training needs the stamps themselves; './harness data fetch stamp-scenes' says what is missing.",
                UserErrorException.Missing
            );
        var gate = backbone switch
        {
            VlT5 => Joint(data, folder, steps, threads, output, interruption.Token),
            SmallClipBart.Name => Multitask(data, folder, steps, threads, output, interruption.Token),
            _ => Apart(backbone, data, folder, steps, threads, output, interruption.Token),
        };
        output.WriteLine(
            $"{folder}: {string.Join(", ", gate.Select(g => $"{g.Name} {g.Score:F1} % ({(g.Holds ? "passes" : "below")} {g.Bar} %)"))}"
        );
        return gate.All(g => g.Holds) ? 0 : CommandLine.CheckFailed;
    }

    private static IReadOnlyList<PretrainGate> Joint(
        StampScenes data,
        string folder,
        int? steps,
        int threads,
        TextWriter output,
        CancellationToken token
    )
    {
        var (options, embedder) = (new PretrainOptions(), new EmbedderOptions());
        options = options with { Steps = steps ?? options.Steps };
        var report = new SmallVlT5(data, options, embedder, SmallVlT5.Prompt).Run(
            folder,
            Work(VlT5, data, options.Steps),
            line => output.WriteLine(line),
            look => output.WriteLine(Line(look)),
            token
        );
        var gate = PretrainGate.Of(report);
        PretrainManifest.Write(
            folder,
            VlT5,
            new VlT5Folder(folder).Digest,
            data,
            options,
            gate,
            new Dictionary<string, IReadOnlyList<PretrainLook>> { ["joint"] = report.Looks },
            threads,
            Workers.TypedCommand(),
            new { embedder, region_embedder_accuracy = report.Embedder }
        );
        return gate;
    }

    private static IReadOnlyList<PretrainGate> Apart(
        string backbone,
        StampScenes data,
        string folder,
        int? steps,
        int threads,
        TextWriter output,
        CancellationToken token
    )
    {
        var options = new VitTextOptions();
        if (steps is { } given)
            options = options with
            {
                Vision = options.Vision with { Steps = given },
                Language = options.Language with { Steps = given },
            };
        var report = new SmallVitText(data, options).Run(
            backbone,
            folder,
            Work("unimodal-small", data, options.Vision.Steps),
            line => output.WriteLine(line),
            look => output.WriteLine(Line(look)),
            token
        );
        return Written(
            folder,
            backbone,
            new VitTextFolder(folder).Digest,
            data,
            options,
            PretrainGate.OfApart(report),
            report,
            threads
        );
    }

    private static IReadOnlyList<PretrainGate> Multitask(
        StampScenes data,
        string folder,
        int? steps,
        int threads,
        TextWriter output,
        CancellationToken token
    )
    {
        var options = new ClipBartOptions();
        if (steps is { } given)
            options = options with
            {
                Vision = options.Vision with { Steps = given },
                Language = options.Language with { Steps = given },
            };
        var tasks = (FourTasks)DatasetCatalogue.Open("four-tasks", "quick", data.Options.Seed, say: Executors.Say);
        var pairs = (StampPairs)DatasetCatalogue.Open("stamp-pairs", "quick", data.Options.Seed, say: Executors.Say);
        var report = new SmallClipBart(
            data,
            pairs,
            EmojiCatalogue.Load(PackageCache.Default(), Executors.Say),
            tasks,
            options
        ).Run(
            folder,
            Work(SmallClipBart.Name, data, options.Vision.Steps),
            line => output.WriteLine(line),
            look => output.WriteLine(Line(look)),
            token
        );
        return Written(
            folder,
            SmallClipBart.Name,
            new ClipBartFolder(folder).Digest,
            data,
            options,
            PretrainGate.OfClipBart(report),
            report,
            threads
        );
    }

    private static IReadOnlyList<PretrainGate> Written(
        string folder,
        string backbone,
        string digest,
        StampScenes data,
        object options,
        IReadOnlyList<PretrainGate> gate,
        TwoPartReport report,
        int threads
    )
    {
        PretrainManifest.Write(
            folder,
            backbone,
            digest,
            data,
            options,
            gate,
            new Dictionary<string, IReadOnlyList<PretrainLook>> { ["vision"] = report.Vision, ["language"] = report.Language },
            threads,
            Workers.TypedCommand()
        );
        return gate;
    }

    private static string Work(string name, StampScenes data, int steps) =>
        Path.Combine(Repository.Cache, "pretraining", $"{name}-{data.Sprites.Digest[..12]}-{steps}");

    private static string Line(PretrainLook look)
    {
        // Of the many scores of a small VL-T5 these say most.
        string[] chosen = ["match", "count-category", "neighbour", "extreme", "side", "height", "size", "reading", "unseen"];
        var scores = look
            .Scores.Where(s => look.Scores.Count < 8 || chosen.Contains(s.Key))
            .Select(s => $"{s.Key} {s.Value.ToString("F0", CultureInfo.InvariantCulture)}");
        return $"step {look.Step, 6}  loss {look.Loss:F3}  {string.Join("  ", scores)}  ({look.Seconds:F0} s)";
    }
}
