using Harness.Runs.Configuration;

namespace Harness.Runs.Tests.Configuration;

public class KeyTableTests
{
    /// <summary>With HARNESS_APPROVE=1 the file is written instead.</summary>
    [Fact]
    public void The_documented_table_is_what_the_keys_are()
    {
        var file = Path.Combine(Repository.Root, "paper", "KEYS.md");
        if (Environment.GetEnvironmentVariable("HARNESS_APPROVE") == "1")
            File.WriteAllText(file, KeyTable.Markdown());
        Assert.Equal(File.ReadAllText(file), KeyTable.Markdown());
    }

    [Fact]
    public void Every_symbol_belongs_to_an_option_that_exists()
    {
        var options = MethodCatalog.All.SelectMany(m => m.Options).Select(o => o.Path).ToHashSet();
        Assert.All(PaperSymbols.Options, option => Assert.Contains("method." + option, options));
    }
}
