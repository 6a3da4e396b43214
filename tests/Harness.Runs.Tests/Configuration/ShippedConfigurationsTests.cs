using Harness.Runs.Sweeps;

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
    public void Begins_with_paper_and_command(string file)
    {
        var head = ExperimentComments.Head(Path.Combine(paper, file));
        Says(file, head, "Paper:");
        Assert.Contains(head, line => line.StartsWith("Command:") && line.Contains($"paper/{file}"));
    }

    [Theory, MemberData(nameof(Files))]
    public void Says_of_every_experiment_item_expectation_and_cost_with_its_number_of_runs(string file)
    {
        var path = Path.Combine(paper, file);
        // Experiments of discrepancies.yaml are rows of one grid.
        foreach (
            var runs in ExperimentFile
                .Load(path)
                .Cells([])
                .GroupBy(c => file.EndsWith("discrepancies.yaml") ? "" : c.Config.Experiment)
        )
        {
            var comments = ExperimentComments.Of(path, runs.Key);
            foreach (var field in (string[])["Item:", "Expected:", "Cost:"])
                Says($"{file}, {runs.Key}", comments, field);
            Assert.Matches($@"\b{runs.Count()} runs\b", comments.Single(line => line.StartsWith("Cost:")));
        }
    }

    private static void Says(string where, IReadOnlyList<string> comments, string field) =>
        Assert.True(
            comments.Any(line => line.StartsWith(field) && line.Length > field.Length + 3),
            $"{where} has no '# {field} …'"
        );
}
