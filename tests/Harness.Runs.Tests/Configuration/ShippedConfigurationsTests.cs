namespace Harness.Runs.Tests.Configuration;

/// <summary>Every configuration below paper/ parses in every cell and says what it is for.</summary>
public class ShippedConfigurationsTests
{
    private static readonly string paper = Path.Combine(Repository.Root, "paper");

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (
            var file in Directory
                .GetFiles(paper, "*.yaml", SearchOption.AllDirectories)
                .Where(f => f.Contains("experiments"))
                .Order()
        )
            data.Add(Path.GetRelativePath(paper, file));
        return data;
    }

    [Theory, MemberData(nameof(Files))]
    public void Parses(string file)
    {
        var experiment = ExperimentFile.Load(Path.Combine(paper, file));
        var cells = experiment.Cells([]);
        Assert.NotEmpty(cells);
        Assert.All(cells, c => Assert.Equal(file.Split(Path.DirectorySeparatorChar)[0], c.Config.Paper));
    }

    [Theory, MemberData(nameof(Files))]
    public void Begins_with_paper_item_expectation_cost_and_command(string file)
    {
        var header = ExperimentFile.Load(Path.Combine(paper, file)).Header;
        foreach (var field in (string[])["Paper:", "Item:", "Expected:", "Cost:", "Command:"])
            Assert.True(
                header.Any(line => line.StartsWith(field) && line.Length > field.Length + 3),
                $"{file} has no '# {field} …' in its head"
            );
        Assert.Contains(header, line => line.StartsWith("Command:") && line.Contains($"paper/{file}"));
    }
}
