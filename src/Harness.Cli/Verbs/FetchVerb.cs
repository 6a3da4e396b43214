using System.CommandLine;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data.Files;
using Harness.FullScale.Fetching;
using Harness.FullScale.Files;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Brings the files of the papers' own setting into the layout that <c>--data</c> and <c>--weights</c> read.</summary>
internal static class FetchVerb
{
    public static Command Create()
    {
        var scale = new Argument<string>("SCALE") { Description = "full; the other scales need no files" };
        scale.AcceptOnlyFromAmong("full");
        var (paper, json) = (Papers.Argument(), CommonOptions.Json());
        var (data, weights) = (CommonOptions.Data(), CommonOptions.Weights());
        var dryRun = new Option<bool>("--dry-run") { Description = "list target, size, licence and address; ask no server" };
        var only = new Option<string>("--only") { Description = "files whose place contains TEXT, e.g. vqa/", HelpName = "TEXT" };
        var parallel = CommonOptions.AtLeast(
            1,
            new Option<int>("--parallel")
            {
                Description = "downloads at a time",
                HelpName = "N",
                DefaultValueFactory = _ => 4,
            }
        );
        var command = new Command("fetch", "Brings the files of full scale; a stopped call goes on")
        {
            scale,
            paper,
            data,
            weights,
            dryRun,
            only,
            parallel,
            json,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var named = Papers.Named(parsed.GetValue(paper) ?? Papers.All);
                List<FullFile> files =
                [
                    .. FullScaleFiles
                        .Of(named.Count == 1 ? named[0] : null)
                        .Where(f => f.Place.Contains(parsed.GetValue(only) ?? "", StringComparison.Ordinal)),
                ];
                if (files.Count == 0)
                    throw new UserErrorException(
                        $"no file's place contains '{parsed.GetValue(only)}'; ./harness fetch full --dry-run lists them.",
                        UserErrorException.BadUsage
                    );
                var folders = new Folders(
                    parsed.GetValue(data) ?? Path.Combine(Repository.Cache, "data"),
                    parsed.GetValue(weights) ?? Path.Combine(Repository.Cache, "weights")
                );
                var mirrors = Mirrors.FromEnvironment();
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(dryRun))
                    return List(files, folders, mirrors, output, parsed.GetValue(json));
                if (Environment.GetEnvironmentVariable("HARNESS_OFFLINE") is not (null or "" or "0"))
                    throw new UserErrorException(
                        "HARNESS_OFFLINE is set, so nothing is fetched; unset it and run again.",
                        UserErrorException.Missing
                    );
                using var client = Downloader.NewClient();
                using var interruption = new Interruption();
                var outcomes = await new FullScaleFetch(
                    FullScaleFiles.All,
                    folders,
                    new Downloader(client),
                    mirrors,
                    new FetchView(Console.Error, live: !Console.IsErrorRedirected)
                )
                {
                    Parallel = parsed.GetValue(parallel),
                }.Run(files, interruption.Token);
                return Report(outcomes, folders, mirrors, output, parsed.GetValue(json));
            }
        );
        return command;
    }

    private static int List(IReadOnlyList<FullFile> files, Folders folders, Mirrors mirrors, TextWriter output, bool json)
    {
        var states = files.Select(f => (File: f, State: StateOf(f))).ToList();
        if (json)
        {
            Write(states.Select(s => Row(s.File, s.State, "", folders, mirrors)), output);
            return 0;
        }
        output.WriteLine($"data: {folders.Data}; weights: {folders.Weights}");
        foreach (
            var line in TextColumns.Lines(
                [
                    ["target", "", "size", "licence", "from"],
                    .. states.Select(s =>
                        new[]
                        {
                            $"{s.File.Shelf.ToString().ToLowerInvariant()}/{s.File.Place}",
                            s.State,
                            SizeOf(s.File),
                            s.File.Licence,
                            From(s.File, mirrors),
                        }
                    ),
                ],
                0,
                1,
                3,
                4
            )
        )
            output.WriteLine(line);
        output.WriteLine(
            $"together about {FetchView.Size(files.Sum(f => f.Bytes))} on disk; about where no size is published. docs/full-scale.md has each address's source."
        );
        return 0;

        string StateOf(FullFile f) =>
            Path.Exists(f.In(folders)) ? "here"
            : f.Sources[0] is OnPage ? "page"
            : f.Sources[0] is Converted ? "to make"
            : "to fetch";
    }

    private static int Report(
        IReadOnlyList<FetchOutcome> outcomes,
        Folders folders,
        Mirrors mirrors,
        TextWriter output,
        bool json
    )
    {
        FetchOutcome[] lacking = [.. outcomes.Where(o => o.State is FetchState.OnPage or FetchState.Failed)];
        if (json)
            Write(outcomes.Select(o => Row(o.File, StateName(o.State), o.Message, folders, mirrors)), output);
        else
        {
            output.WriteLine(
                string.Join(", ", outcomes.GroupBy(o => o.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Told(g.Key)}"))
                    + $"; data: {folders.Data}; weights: {folders.Weights}"
            );
            foreach (var made in outcomes.Where(o => o.State == FetchState.Made))
                output.WriteLine($"made: {made.File.Place}: {made.Message}");
            foreach (var (o, number) in lacking.Select((o, i) => (o, i + 1)))
                output.WriteLine($"{number, 3}. {o.File.In(folders)}\n     {o.Message}");
        }
        return lacking.Length == 0 ? 0 : UserErrorException.Missing;
    }

    private static string Told(FetchState state) =>
        state switch
        {
            FetchState.Here => "were here",
            FetchState.Fetched => "fetched",
            FetchState.Made => "made",
            FetchState.OnPage => "to be brought by hand",
            _ => "failed",
        };

    private static string StateName(FetchState state) =>
        state == FetchState.OnPage ? "page" : state.ToString().ToLowerInvariant();

    private static void Write(IEnumerable<object> rows, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(rows, JsonText.Pretty));

    private static object Row(FullFile f, string state, string message, Folders folders, Mirrors mirrors) =>
        new
        {
            file = f.Place,
            shelf = f.Shelf.ToString().ToLowerInvariant(),
            papers = f.Papers,
            state,
            size = Download(f)?.Size,
            about = f.Bytes,
            checksum = Download(f)?.Checksum?.ToString(),
            f.Licence,
            from = From(f, mirrors),
            source = f.Sources[0].Stated,
            target = f.In(folders),
            message,
        };

    private static Download? Download(FullFile f) =>
        f.Sources[0] switch
        {
            Direct direct => direct.Download,
            Unpacked unpacked => unpacked.Archive.Download,
            _ => null,
        };

    private static string SizeOf(FullFile f) =>
        Download(f)?.Size is { } size ? FetchView.Size(size)
        : f.Bytes > 0 ? $"about {FetchView.Size(f.Bytes)}"
        : "?";

    private static string From(FullFile f, Mirrors mirrors) =>
        f.Sources[0] switch
        {
            Converted converted =>
                $"made from {string.Join(", ", [.. converted.From, .. converted.Archives.Select(a => mirrors.Of(a.Download.Address))])}",
            OnPage page => page.Page,
            _ => mirrors.Of(Download(f)!.Address),
        };
}
