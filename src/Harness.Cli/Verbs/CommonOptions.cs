using System.CommandLine;
using Harness.Adapters;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Store;

namespace Harness.Cli.Verbs;

/// <summary>Options that several verbs share, with one meaning everywhere.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "print JSON on standard output" };

    public static Option<string> Out() =>
        new("--out") { Description = "results folder; results in the repository by default", HelpName = "DIR" };

    public static Option<string> Device()
    {
        var device = new Option<string>("--device")
        {
            Description = "auto, cpu or cuda",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "auto",
        };
        device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        return device;
    }

    public static Option<string> Data() =>
        new("--data") { Description = "where data sets lie in the authors' file layout", HelpName = "DIR" };

    public static Option<string> Weights() => new("--weights") { Description = "where published weights lie", HelpName = "DIR" };

    /// <summary>Worker processes; by default one a core, with one thread each: two such runs beat one run on two threads.</summary>
    public static Option<int> Workers() =>
        AtLeast(
            1,
            new Option<int>("--workers")
            {
                Description = "worker processes, one thread each; as many as cores by default",
                HelpName = "N",
                DefaultValueFactory = _ => Environment.ProcessorCount,
            }
        );

    public static Argument<string> Config() =>
        new("CONFIG") { Description = "a configuration, e.g. paper/mixphm/experiments/proxy.yaml" };

    public static Argument<string[]> Settings() =>
        new("key=value")
        {
            Description = "settings that win over the file, e.g. train.seed=13",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };

    /// <summary><c>method.assembly=FILE method.name=NAME</c>, or nothing.</summary>
    public static Argument<string[]> OwnMethod() =>
        new("key=value")
        {
            Description = "a method of your own: method.assembly=FILE.dll method.name=NAME",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };

    /// <summary>Loads the assembly and gives the name of the method; empty where none is asked for.</summary>
    /// <exception cref="UserErrorException">Another setting, one of the two alone, or nothing of the kind in the file; exit code 2.</exception>
    public static string LoadedMethod(string[] words)
    {
        var settings = CommandLineSettings.Parse(words).ToDictionary(s => s.Path, s => s.Text);
        if (settings.Count == 0)
            return "";
        if (settings.Keys.FirstOrDefault(k => k is not ("method.assembly" or "method.name")) is { } other)
            throw Wrong($"'{other}' is no setting here; write method.assembly=FILE.dll method.name=NAME.");
        if (settings.Count < 2)
            throw Wrong("method.assembly and method.name go together: method.assembly=FILE.dll method.name=NAME.");
        try
        {
            var (file, name) = (settings["method.assembly"], settings["method.name"]);
            var names = PeftMethods.Load(file);
            return names.Contains(name) ? name : throw Wrong($"{file} holds {string.Join(", ", names)}, and no method '{name}'.");
        }
        catch (ArgumentException e)
        {
            throw Wrong(e.Message);
        }

        static UserErrorException Wrong(string message) => new(message, UserErrorException.BadUsage);
    }

    /// <summary>Refuses smaller numbers at parsing.</summary>
    public static Option<int> AtLeast(int minimum, Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < minimum)
                result.AddError($"{option.Name} must be at least {minimum}.");
        });
        return option;
    }

    /// <summary>The results folder to read from; nothing is made there.</summary>
    public static string ExistingResults(string? given) =>
        Path.GetFullPath(given is { Length: > 0 } ? given : Path.Combine(Repository.Root, "results"));

    /// <summary>The results folder, which must be writable before hours of work begin.</summary>
    /// <exception cref="UserErrorException">It cannot be written to; exit code 3.</exception>
    public static string ResultsFolder(string? given)
    {
        var folder = ExistingResults(given);
        RunStore.Open(folder).CheckWritable();
        return folder;
    }

    /// <exception cref="UserErrorException">The folder does not exist; exit code 3.</exception>
    public static string? ExistingFolder(string? given) =>
        given is null || Directory.Exists(given)
            ? given
            : throw new UserErrorException($"{given} does not exist; name a folder that does.", UserErrorException.Missing);
}
