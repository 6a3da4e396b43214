using System.Reflection;
using System.Text.RegularExpressions;
using TorchSharp.Interop;

namespace TorchSharp.Tests;

/// <summary>The members call operators by name; a misspelt name would show only when somebody calls the member.</summary>
public partial class OperatorNameTests
{
    // Called only where libtorch has it; see Attention.cs.
    private static readonly string[] Optional = ["scaled_dot_product_attention"];

    [GeneratedRegex("""(?:\b(?:Call|Pair|Triple|List|Number|Flag|Run|Exists|InPlace|Like|Spread)\(|\b(?:RunOn|Fill)\(\w+, )"(?<name>[a-z_0-9]+(?:\.\w+)?)"|\bApply\(\w+, inplace, "(?<name>\w+)"|(?:\?|:|=>) "(?<name>[a-z_0-9]+\.\w+)"|=> "(?<name>\w+_)",""")]
    private static partial Regex Names();

    [Fact]
    public void Every_operator_that_a_member_calls_exists()
    {
        var folder = typeof(OperatorNameTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SourceFolder").Value!;
        var names = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .SelectMany(file => Names().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value))
            .Distinct().Except(Optional).Order().ToArray();
        Assert.True(names.Length > 300, $"only {names.Length} names found");
        Assert.Equal("", string.Join(" ", names.Where(name => !Op.Exists(name))));
    }
}
