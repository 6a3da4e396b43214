using System.CommandLine;
using System.Text.Json;
using Harness.Data;
using Harness.Data.ContactSheets;
using Harness.Data.Packages;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Data sets: what there is, fetching what they are made of, looking at them.</summary>
internal static class DataVerb
{
    public static Command Create() => new("data", "Data sets: list, fetch, show") { List(), Fetch(), Show() };

    private static Command List()
    {
        var (size, seed, json) = (Size(), Seed(), CommonOptions.Json());
        var command = new Command("list", "Lists data sets with their sizes, provenance and digest") { size, seed, json };
        command.SetAction(parsed =>
        {
            var sets = Datasets.Names.Select(name => Datasets.Open(name, parsed.GetValue(size)!, parsed.GetValue(seed))).DistinctBy(s => s.Digest).ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(
                    from set in sets from split in set.Splits
                    select new
                    {
                        dataset = set.Name, split, questions = set.Questions(split).Count, pictures = Pictures(set, split),
                        version = set.Version, digest = set.Digest, provenance = set.Provenance,
                    }, JsonText.Pretty));
                return;
            }
            foreach (var set in sets)
            {
                output.WriteLine($"{set.Name} (version {set.Version}, digest {set.Digest[..12]})");
                output.WriteLine($"  {set.Provenance}");
                foreach (var split in set.Splits)
                    output.WriteLine($"  {split}: {set.Questions(split).Count} questions about {Pictures(set, split)} pictures");
            }
        });
        return command;
    }

    private static Command Fetch()
    {
        var name = new Argument<string>("NAME") { Description = "a data set", DefaultValueFactory = _ => Datasets.StampScenes };
        var command = new Command("fetch", "Fetches the package that a data set is made of, and checks it") { name };
        command.SetAction(parsed =>
        {
            if (!Datasets.Names.Contains(parsed.GetValue(name)!))
                Datasets.Open(parsed.GetValue(name)!, "quick", 0); // the error that names the data sets
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(name) == Datasets.Shapes)
            {
                output.WriteLine("shapes are drawn here; there is nothing to fetch.");
                return;
            }
            var package = KnownPackages.TuxPaintStamps;
            try
            {
                output.WriteLine($"{PackageCache.Default().Fetch(package, line => Console.Error.WriteLine($"note: {line}"))}  SHA-256 {package.Sha256}, {package.Licence}");
            }
            catch (PackageUnavailableException e)
            {
                throw e.ToUserError();
            }
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("NAME") { Description = "a data set" };
        var (size, seed) = (Size(), Seed());
        var split = new Option<string>("--split") { Description = "split to show; the first by default", HelpName = "SPLIT" };
        var count = CommonOptions.AtLeast(1, new Option<int>("--count") { Description = "pictures", HelpName = "N", DefaultValueFactory = _ => 12 });
        var file = new Option<string>("--out") { Description = "the PNG to write; NAME-SPLIT.png in the current folder by default", HelpName = "FILE" };
        var command = new Command("show", "Writes a sheet of pictures with questions and answers") { name, size, seed, split, count, file };
        command.SetAction(parsed =>
        {
            var set = Datasets.Open(parsed.GetValue(name)!, parsed.GetValue(size)!, parsed.GetValue(seed));
            var chosen = parsed.GetValue(split) ?? set.Splits[0];
            if (!set.Splits.Contains(chosen))
                throw new UserErrorException($"{set.Name} has no split '{chosen}'; it has {string.Join(", ", set.Splits)}.", UserErrorException.BadUsage);
            var path = parsed.GetValue(file) ?? $"{set.Name}-{chosen}.png";
            ContactSheet.Write(set, parsed.GetValue(count), path, chosen);
            parsed.InvocationConfiguration.Output.WriteLine(path);
        });
        return command;
    }

    private static int Pictures(IVqaDataset set, string split) => set.Questions(split).Select(q => q.PictureId).Distinct().Count();

    private static Option<string> Size()
    {
        var size = new Option<string>("--size") { Description = "quick or standard", HelpName = "SIZE", DefaultValueFactory = _ => "quick" };
        size.AcceptOnlyFromAmong("quick", "standard");
        return size;
    }

    private static Option<long> Seed() => new("--seed") { Description = "seed of the construction", HelpName = "S", DefaultValueFactory = _ => new StampScenesOptions().Seed };
}
