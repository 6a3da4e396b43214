using System.CommandLine;
using Harness.Data;

namespace Harness.Cli.Tests;

public class CommandLineTests
{
    public static TheoryData<string> Verbs()
    {
        var data = new TheoryData<string> { "" };
        Add(CommandLine.Root(), "");
        return data;

        void Add(Command command, string path)
        {
            foreach (var inner in command.Subcommands.Where(c => !c.Hidden))
            {
                data.Add($"{path} {inner.Name}".Trim());
                Add(inner, $"{path} {inner.Name}");
            }
        }
    }

    [Theory, MemberData(nameof(Verbs))]
    public void Help_is_as_approved(string verb)
    {
        var help = Invocation.Of([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, help.Code);
        Assert.Empty(help.Errors);
        // The default number of workers is the machine's.
        Approved.Check(
            $"help{(verb.Length > 0 ? "-" + verb.Replace(' ', '-') : "")}",
            help.Output.Replace($"[default: {Environment.ProcessorCount}]", "[default: CORES]")
        );
    }

    [Theory]
    [InlineData("harness: there is no verb 'docter'; did you mean doctor? ./harness --help lists them.", "docter")]
    [InlineData("harness: Required command was not provided. See ./harness --help.")]
    [InlineData("harness: Unrecognized command or argument '--jsn'. See ./harness doctor --help.", "doctor", "--jsn")]
    [InlineData("harness: --workers must be at least 1. See ./harness sweep --help.", "sweep", "a.yaml", "--workers", "0")]
    [InlineData(
        "harness: --picture must be at least 1. See ./harness data show --help.",
        "data",
        "show",
        "stamp-scenes",
        "--picture",
        "0"
    )]
    [InlineData("harness: Required argument 'CONFIG' missing for command: 'run'. See ./harness run --help.", "run")]
    [InlineData(
        "harness: there is no method 'mixpm'; did you mean mixphm? There are full, bitfit, lora, compacter, houlsby, pfeiffer, adamix, mixphm.",
        "params",
        "--paper",
        "mixphm",
        "--method",
        "mixpm"
    )]
    [InlineData(
        "harness: shapes has no split 'dev'; it has train, test, test-heldout.",
        "data",
        "show",
        "shapes",
        "--split",
        "dev"
    )]
    [InlineData(
        "harness: 'oops' is no setting; write key=value, e.g. train.lr=0.005.",
        "run",
        "paper/mixphm/experiments/proxy.yaml",
        "oops"
    )]
    public void Bad_usage_is_one_line_and_exit_code_2(string expected, params string[] args)
    {
        var called = Invocation.Of(args);
        Assert.Equal(expected, called.Errors.TrimEnd());
        Assert.Equal(2, called.Code);
        Assert.Empty(called.Output);
    }

    [Fact]
    public void A_missing_configuration_ends_with_3()
    {
        var called = Invocation.Of("run", "nowhere.yaml");
        Assert.Equal(3, called.Code);
        Assert.Equal(
            "harness: nowhere.yaml does not exist; the shipped configurations are paper/*/experiments/*.yaml.",
            called.Errors.TrimEnd()
        );
    }

    [Fact]
    public void An_unknown_data_set_is_named_with_the_nearest_and_all_that_there_are()
    {
        var called = Invocation.Of("data", "show", "stamps");
        Assert.Equal(2, called.Code);
        Assert.Equal(
            $"harness: there is no data set 'stamps'; did you mean shapes? There are {DatasetCatalogue.NameHelp}.",
            called.Errors.TrimEnd()
        );
    }

    [Fact]
    public void An_unknown_method_of_a_configuration_is_named_with_the_nearest()
    {
        var called = Invocation.Of(
            "run",
            "paper/mixphm/experiments/proxy.yaml",
            "method.name=mixpm",
            "train.n_d=16",
            "train.seed=13"
        );
        Assert.Equal(2, called.Code);
        Assert.StartsWith("harness: command line: no method is called 'mixpm'; did you mean mixphm?", called.Errors);
        Assert.Single(called.Errors.TrimEnd().Split('\n'));
    }
}
