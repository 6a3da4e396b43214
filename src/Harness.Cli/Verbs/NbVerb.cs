using System.CommandLine;
using Harness.Data.Files;
using Harness.Notebooks;
using Harness.Notebooks.Jupyter;
using Harness.Notebooks.Running;

namespace Harness.Cli.Verbs;

/// <summary>Notebooks: without a front end, and in Jupyter.</summary>
internal static class NbVerb
{
    public static Command Create() =>
        new("nb", "Notebooks: run, sync, install, uninstall, kernel") { Run(), Sync(), Install(), Uninstall(), Kernel() };

    private static Command Run()
    {
        var files = new Argument<string[]>("FILE") { Description = "notebooks (.ipynb)", Arity = ArgumentArity.OneOrMore };
        var parameters = new Option<string[]>("-p", "--parameter")
        {
            Description = "another value for a parameter; needs -o",
            HelpName = "key=value",
            DefaultValueFactory = _ => [],
        };
        var folder = new Option<string>("-o", "--out")
        {
            Description = "where executed notebooks go; in place by default",
            HelpName = "DIR",
        };
        var timeout = CommonOptions.AtLeast(
            1,
            new Option<int>("--cell-timeout")
            {
                Description = "seconds that a cell may take",
                HelpName = "S",
                DefaultValueFactory = _ => 600,
            }
        );
        var update = new Option<bool>("--update-expectations")
        {
            Description = "take what is exported now as expected from now on",
        };
        var command = new Command("run", "Executes notebooks and stores their outputs")
        {
            files,
            parameters,
            folder,
            timeout,
            update,
        };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            return NotebookRunner.Run(
                [.. parsed.GetValue(files)!.Select(Repository.Locate)],
                new RunOptions
                {
                    Parameters = parsed.GetValue(parameters)!,
                    OutputFolder = parsed.GetValue(folder),
                    CellTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                    UpdateExpectations = parsed.GetValue(update),
                    Cancellation = interruption.Token,
                }
            );
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

    private static Command Install()
    {
        var folder = JupyterFolder(out var options);
        var command = new Command("install", "Registers the harness with Jupyter, as .net-fsharp and .net-csharp")
        {
            options[0],
            options[1],
        };
        command.SetAction(parsed =>
        {
            foreach (var file in KernelSpec.install(Path.Combine(Repository.Root, "harness"), folder(parsed)))
                Console.Out.WriteLine($"installed {file}");
            return 0;
        });
        return command;
    }

    private static Command Uninstall()
    {
        var folder = JupyterFolder(out var options);
        var command = new Command("uninstall", "Removes what nb install registered") { options[0], options[1] };
        command.SetAction(parsed =>
        {
            var removed = KernelSpec.uninstall(folder(parsed));
            Console.Out.WriteLine(
                removed.IsEmpty
                    ? $"no kernel of the harness in {folder(parsed)}"
                    : string.Join('\n', removed.Select(file => $"removed {file}"))
            );
            return 0;
        });
        return command;
    }

    private static Func<ParseResult, string> JupyterFolder(out Option[] options)
    {
        var user = new Option<bool>("--user") { Description = "for this user; the default" };
        var prefix = new Option<string>("--prefix") { Description = "for the Jupyter installed there", HelpName = "DIR" };
        options = [user, prefix];
        return parsed =>
            (parsed.GetValue(user), parsed.GetValue(prefix)) switch
            {
                (_, null) => KernelSpec.userFolder(),
                (false, var chosen) => KernelSpec.prefixFolder(Path.GetFullPath(chosen)),
                _ => throw new UserErrorException("--user and --prefix exclude each other.", UserErrorException.BadUsage),
            };
    }

    private static Command Kernel()
    {
        var file = new Argument<string>("CONNECTION_FILE") { Description = "written by Jupyter" };
        var language = new Option<string>("--language")
        {
            Description = "of cells that name none",
            DefaultValueFactory = _ => "fsharp",
        };
        language.AcceptOnlyFromAmong("fsharp", "csharp");
        var command = new Command("kernel", "Serves a Jupyter front end, which starts it itself") { file, language };
        command.SetAction(parsed => JupyterKernel.Serve(parsed.GetValue(file)!, parsed.GetValue(language)!));
        return command;
    }
}
