using System.Reflection;

namespace Conformance.Tests;

/// <summary>
/// Source that compiles here must compile against the published packages: what is exposed here is what they have, name for name, parameter
/// for parameter, optional value for optional value.
/// </summary>
public class PackageTests
{
    public static TheoryData<string> Packages =>
        ["TorchSharp", "Deedle", "Plotly.NET", "Plotly.NET.ImageExport", "Microsoft.DotNet.Interactive.Formatting"];

    [Theory, MemberData(nameof(Packages))]
    public void Exposes_what_the_package_has_and_nothing_else(string package)
    {
        var differences = PackageList.Of(package).Differences(Signatures.Of(Assembly.Load(package))).ToArray();
        Assert.True(differences.Length == 0, string.Join("\n", differences));
    }

    private static string[] Judge(string exposed, params string[] listed) =>
        [.. new PackageList(["class X", .. listed.Select(l => "    " + l)])
            .Differences(new Dictionary<string, SortedSet<string>> { ["class X"] = [exposed] })];

    [Theory]
    [InlineData("int f(int a, int b = 1)", "int f(int a, int b = 1)", true)]
    [InlineData("int f(int a, int b = 2)", "int f(int a, int b = 1)", false)]
    [InlineData("int f(int b, int a)", "int f(int a, int b)", false)]
    [InlineData("long f(int a)", "int f(int a)", false)]
    [InlineData("int f(int a)", "int f(int a, int b = 1)", false)]
    [InlineData("int f(int a, bool ?Last)", "int f(int a, string ?Middle, bool ?Last)", true)]
    [InlineData("int f(bool ?Last, string ?Middle)", "int f(string ?Middle, bool ?Last)", false)]
    [InlineData("int f<M0>(M0 ?Last)", "int f<M0, M1>(M0 ?Middle, M1 ?Last)", true)]
    [InlineData("int p { get; set; }", "int p { get; }", false)]
    public void A_difference_in_one_place_is_a_difference(string exposed, string listed, bool same) =>
        Assert.Equal(same, Judge(exposed, listed).Length == 0);

    [Fact]
    public void A_difference_is_told_in_one_line_with_what_the_package_has_instead() => Assert.Equal(
        ["class X: the package has no 'int f(int b)'; it has 'int f(int a)'", "class X: 'int f(int a)' is listed, and nobody exposes it"],
        Judge("int f(int b)", "int f(int a)"));
}
