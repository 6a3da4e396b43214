using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Harness.Adapters.Saving;
using Harness.Backbones.Detection;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Experiments;
using Harness.Experiments.Predicting;
using Harness.Runs;
using Harness.Runs.Configuration;
using Harness.Runs.Store;

namespace Harness.Cli.Verbs;

/// <summary>An answer for a picture and a question, or a caption.</summary>
internal static class PredictVerb
{
    private const string Default = "vl-t5-small";

    public static Command Create()
    {
        var backbone = new Option<string>("--backbone")
        {
            Description =
                $"a shipped backbone's name, or a folder, without the shipped adapter; {Default}, or the adapter's own, by default",
            HelpName = "NAME",
        };
        var adapter = new Option<string>("--adapter")
        {
            Description =
                "a finished run's folder (results/runs/KEY), or a saved adapter's; a MixPHM adapter for StampScenes, or a routed one for captions, by default",
            HelpName = "DIR",
        };
        var image = new Option<string>("--image")
        {
            Description = "a picture file",
            HelpName = "FILE",
            Required = true,
        };
        var question = new Option<string>("--question")
        {
            Description = "what is asked; without it a backbone that writes captions writes one",
            HelpName = "TEXT",
        };
        var caption = new Option<bool>("--caption") { Description = "write a caption instead of asking" };
        var regions = new Option<string>("--regions")
        {
            Description =
                "where VL-T5 looks: grid, things (on a plain background), detector (fetches NanoDet once, 145 MB), or auto: things, else the detector if it is here already, else grid",
            HelpName = "SOURCE",
            DefaultValueFactory = _ => "auto",
        };
        regions.AcceptOnlyFromAmong("auto", "grid", "things", "detector");
        var json = CommonOptions.Json();
        var command = new Command("predict", "Answers a question about a picture file, or writes its caption")
        {
            backbone,
            adapter,
            image,
            question,
            caption,
            regions,
            json,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(backbone),
                parsed.GetValue(adapter),
                parsed.GetValue(image)!,
                parsed.GetValue(question),
                parsed.GetValue(caption),
                parsed.GetValue(regions)!,
                parsed.GetValue(json),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error
            )
        );
        return command;
    }

    private static int Run(
        string? backbone,
        string? adapter,
        string image,
        string? question,
        bool caption,
        string regions,
        bool json,
        TextWriter output,
        TextWriter errors
    )
    {
        if (question is not null && string.IsNullOrWhiteSpace(question))
            throw new UserErrorException(
                "the question is empty; ask something, e.g. --question \"how many animals are there?\"",
                UserErrorException.BadUsage
            );
        if (caption && question is not null)
            throw new UserErrorException("--question asks, --caption describes; choose one.", UserErrorException.BadUsage);
        var picture = PictureFile.Read(image);
        var shipped = backbone is null && adapter is null;
        if (shipped && question is null && !caption)
            throw new UserErrorException(
                "nothing is asked; --question TEXT asks about the picture, --caption describes it.",
                UserErrorException.BadUsage
            );
        if (shipped)
            adapter = caption ? Repository.Captioner : Repository.Adapter;
        var run = adapter is null || IsAdapterAlone(adapter) ? null : new SavedRun(adapter);
        var chosen = Backbone(backbone, run);
        string? looked = null;
        var answered =
            !RunExecutor.ReadsWholePictures(chosen.Name) ? OfRegions()
            : run is not null ? Executors.Create().Predict(run, picture, question)
            : throw new UserErrorException(
                $"{chosen.Name} says nothing by itself; --adapter with a finished run's folder (results/runs/KEY) gives it what it learnt.",
                UserErrorException.BadUsage
            );
        if (shipped)
            errors.WriteLine(
                $"note: {chosen.Name} with the adapter in {Path.GetRelativePath(Environment.CurrentDirectory, adapter!)}"
                    + (caption ? "." : $"; --backbone {chosen.Name} asks the backbone alone.")
            );
        else if (adapter is null)
            errors.WriteLine(
                $"note: {chosen.Name} alone was never tuned on questions; --adapter with a run's folder gives it what it learnt."
            );
        output.WriteLine(
            json
                ? JsonSerializer.Serialize(
                    new
                    {
                        answer = answered.Best.Answer,
                        score = answered.Best.Score,
                        seconds = Math.Round(answered.Seconds, 4),
                        image,
                        question,
                        backbone = chosen.Name,
                        adapter,
                        method = run?.Config.Method.Name,
                        regions = looked,
                        alternatives = answered.Alternatives.Select(a => new { answer = a.Answer, score = a.Score }),
                    },
                    JsonText.Pretty
                )
                : Text(answered)
        );
        return 0;

        Answered OfRegions()
        {
            var assets = Executors.Assets();
            var asked = Answered.Needed(question, chosen.Name);
            using var answerer = run is null ? Answerer.Plain(assets, chosen, adapter) : Answerer.Tuned(assets, run);
            var things = regions is "auto" or "things" ? PlainBackground.Boxes(picture, GridRegions.Eight.Count) : null;
            looked =
                regions != "auto" ? regions
                : things is not null ? "things"
                : NanoDet.IsAtHand(PackageCache.Default()) ? "detector"
                : "grid";
            return answerer.Answer(picture, Boxes(looked, things, picture, assets), asked);
        }
    }

    // A saved adapter that somebody took out of its run's folder.
    private static bool IsAdapterAlone(string folder) =>
        File.Exists(Path.Combine(folder, AdapterFolder.ConfigFile)) && !File.Exists(Path.Combine(folder, RunFiles.Manifest));

    // As many boxes as the small backbone was trained with.
    private static IReadOnlyList<Box> Boxes(string regions, IReadOnlyList<Box>? things, Picture picture, RunAssets assets)
    {
        if (regions == "grid")
            return GridRegions.Eight;
        if (regions == "things")
            return things
                ?? throw new UserErrorException(
                    "the picture has no things on a background of one colour; leave --regions out.",
                    UserErrorException.BadUsage
                );
        using var detector = assets.VlT5.Detector();
        return detector.Boxes(picture, GridRegions.Eight.Count);
    }

    /// <summary>What was asked for; an adapter goes with its own backbone only.</summary>
    private static BackboneConfig Backbone(string? given, SavedRun? run)
    {
        if (run is not null)
            return given is null || given == run.Config.Backbone.Name || given == run.Config.Backbone.Weights
                ? run.Config.Backbone
                : throw new UserErrorException(
                    $"the adapter was trained on {run.Config.Backbone.Name}, not on {given}; leave --backbone out.",
                    UserErrorException.BadUsage
                );
        var name = given ?? Default;
        if (Directory.Exists(Path.Combine(Repository.Backbones, name)))
            return new BackboneConfig { Name = name, Weights = "shipped" };
        if (Directory.Exists(name))
            return new BackboneConfig { Name = Path.GetFileName(Path.GetFullPath(name)), Weights = name };
        var shipped = Directory.GetDirectories(Repository.Backbones).Select(f => Path.GetFileName(f)!).ToList();
        throw new UserErrorException(
            $"there is no backbone '{name}'; did you mean {NearestName.Of(name, shipped)}? There are {string.Join(", ", shipped)}, or a folder of your own.",
            UserErrorException.BadUsage
        );
    }

    private static string Text(Answered a)
    {
        string Percent(double? score) => score is { } s ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "";
        var others = string.Join(
            ", ",
            a.Alternatives.Where(o => o.Answer != a.Best.Answer).Select(o => $"{o.Answer} {Percent(o.Score)}")
        );
        var score = a.Best.Score is null ? "" : Percent(a.Best.Score) + ", ";
        return $"{a.Best.Answer} ({score}{a.Seconds:0.000} s){(others.Length > 0 ? $"; next: {others}" : "")}";
    }
}
