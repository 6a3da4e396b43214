using System.CommandLine;
using Harness.Notebooks;
using Harness.Notebooks.Running;

namespace Harness.Cli.Verbs;

/// <summary>Notebooks without a front end.</summary>
internal static class NbVerb
{
    public static Command Create() => new("nb", "Notebooks: run, sync") { Run(), Sync() };

    private static Command Run()
    {
        var files = new Argument<string[]>("FILE") { Description = "notebooks (.ipynb)", Arity = ArgumentArity.OneOrMore };
        var parameters = new Option<string[]>("-p", "--parameter") { Description = "another value for a parameter; needs -o", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var folder = new Option<string>("-o", "--out") { Description = "where executed notebooks go; in place by default", HelpName = "DIR" };
        var timeout = CommonOptions.AtLeast(1, new Option<int>("--cell-timeout") { Description = "seconds that a cell may take", HelpName = "S", DefaultValueFactory = _ => 600 });
        var update = new Option<bool>("--update-expectations") { Description = "take what is exported now as expected from now on" };
        var command = new Command("run", "Executes notebooks and stores their outputs") { files, parameters, folder, timeout, update };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            return NotebookRunner.Run(
                [.. parsed.GetValue(files)!.Select(Repository.Locate)],
                new RunOptions
                {
                    Parameters = parsed.GetValue(parameters)!, OutputFolder = parsed.GetValue(folder), CellTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                    UpdateExpectations = parsed.GetValue(update), Cancellation = interruption.Token,
                });
        });
        return command;
    }

    private static Command Sync()
    {
        var check = new Option<bool>("--check") { Description = "only say what differs; 1 if anything does" };
        var command = new Command("sync", "Makes notebooks from the literate scripts in fsharp/scripts") { check };
        command.SetAction(parsed => NotebookRunner.Sync(Repository.Root, parsed.GetValue(check), Console.Error));
        return command;
    }
}
