using Harness.Parity;
using Harness.Parity.Folders;

namespace Harness.Adapters.Tests.Parity;

/// <summary>Reference vectors computed by the authors' modules, PEFT and AdapterHub's adapters.</summary>
public class GoldenTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "goldens");

    public static TheoryData<string> Files => [.. GoldenFolder.Cases(Folder).Select(c => Path.GetFileName(c.Path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Agrees_with_the_reference(string file)
    {
        var record = ParityRunner.Run(GoldenFolder.Cases(Folder).Single(c => Path.GetFileName(c.Path) == file));
        Assert.True(record.Outcome == ParityOutcome.Pass, $"{record.MaxRel:g3} > {record.Tolerance:g1}: {record.Message}");
    }

    [Fact]
    public void A_case_under_another_name_still_runs()
    {
        var golden = GoldenFolder.Cases(Folder)[0];
        Assert.Equal(ParityOutcome.Pass, ParityRunner.Run(golden with { Name = "renamed" }).Outcome);
    }

    [Fact]
    public void An_unknown_source_is_unsupported_never_passed()
    {
        var golden = GoldenFolder.Cases(Folder)[0] with { Source = "somebody else's module" };
        Assert.Equal(ParityOutcome.Unsupported, ParityRunner.Run(golden).Outcome);
    }

    [Fact]
    public void Weights_of_another_case_fail()
    {
        var cases = GoldenFolder.Cases(Folder).Where(c => c.Source.EndsWith("PHMLinear")).ToList();
        var record = ParityRunner.Run(cases[0] with { Path = cases[1].Path });
        Assert.Equal(ParityOutcome.Fail, record.Outcome);
        Assert.NotEmpty(record.Message);
    }

    [Fact]
    public void A_folder_without_a_manifest_is_one_line()
    {
        var error = Assert.Throws<InvalidDataException>(() => ParityRunner.Run(Path.GetTempPath() + "nothing-here").ToList());
        Assert.Contains("no manifest.json", error.Message);
    }
}
