namespace Harness.Cli.Tests;

/// <summary>What is said when <c>method.assembly</c> names something else than an assembly with the method.</summary>
public class OwnMethodTests
{
    private const string Config = "paper/mixphm/experiments/proxy.yaml";

    private static string Of(params string[] args)
    {
        var called = Invocation.Of(args);
        Assert.Equal(2, called.Code);
        return Assert.Single(called.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_file_that_is_not_there() =>
        Assert.Equal("harness: there is no file nowhere.dll.", Of("check", "method.assembly=nowhere.dll", "method.name=mine"));

    [Fact]
    public void A_file_that_is_no_assembly() =>
        Assert.Contains(
            "README.md is not an assembly that fits this harness",
            Of("params", $"method.assembly={Path.Combine(Repository.Root, "README.md")}", "method.name=mine")
        );

    [Fact]
    public void An_assembly_without_a_method() =>
        Assert.Contains(
            "holds no method: a public record that derives from PeftMethod",
            Of("check", $"method.assembly={typeof(OwnMethodTests).Assembly.Location}", "method.name=mine")
        );

    [Fact]
    public void One_of_the_two_settings_alone() =>
        Assert.Equal(
            "harness: method.assembly and method.name go together: method.assembly=FILE.dll method.name=NAME.",
            Of("check", "method.name=mine")
        );

    [Fact]
    public void Another_setting() => Assert.StartsWith("harness: 'train.lr' is no setting here;", Of("params", "train.lr=1"));

    [Fact]
    public void A_configuration_says_where_the_file_was_named() =>
        Assert.StartsWith(
            "harness: command line: method.assembly: there is no file nowhere.dll.",
            Of("run", Config, "method.assembly=nowhere.dll", "method.name=mine", "train.n_d=16", "train.seed=13")
        );
}
