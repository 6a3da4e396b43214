using Harness.Data;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Configuration;

public class ExperimentFileTests
{
    [Fact]
    public void A_grid_has_every_combination_once()
    {
        var cells = Experiments.Cells(Experiments.Grid).Select(c => c.Config).ToList();
        Assert.Equal(12, cells.Count);
        Assert.Equal(12, cells.Select(c => (c.Method.Name, c.Train.NTrain, c.Train.Seed)).Distinct().Count());
    }

    [Fact]
    public void Settings_of_a_size_apply_and_those_of_a_method_win_over_them()
    {
        var cells = Experiments.Cells(Experiments.Grid).Select(c => c.Config).ToList();
        int Steps(string method, int size) => cells.First(c => c.Method.Name == method && c.Train.NTrain == size).Train.MaxSteps;
        Assert.Equal(4, Steps("full", 16));
        Assert.Equal(3, Steps("full", 64));
        Assert.Equal(5, Steps("lora", 16));
        Assert.Equal(3e-4, cells.First(c => c.Method.Name == "full").Train.Lr);
        Assert.Equal(2, cells.First(c => c.Method.Name == "lora").Method.Int("r"));
    }

    [Fact]
    public void A_key_of_an_axis_on_the_command_line_fixes_that_axis()
    {
        var cell = Assert.Single(Experiments.Cells(Experiments.Grid, "method.name=lora", "train.n_d=16", "train.seed=42"));
        Assert.Equal(("lora", 16, 42), (cell.Config.Method.Name, cell.Config.Train.NTrain, cell.Config.Train.Seed));
        Assert.Equal(2, cell.Config.Method.Int("r"));
        Assert.Equal(6, Experiments.Cells(Experiments.Grid, "train.seed=13").Count);
    }

    [Fact]
    public void The_command_line_wins_in_every_cell() =>
        Assert.All(Experiments.Cells(Experiments.Grid, "train.max_steps=9"), c => Assert.Equal(9, c.Config.Train.MaxSteps));

    [Fact]
    public void A_grid_is_not_one_run()
    {
        var error = Assert.Throws<UserErrorException>(() => Experiments.Resolve(Experiments.Grid));
        Assert.Contains("describes 12 runs", error.Message);
    }

    [Theory]
    [InlineData("sweep: {seds: [1]}", "sweep has no axis 'seds'; did you mean seeds?")]
    [InlineData("sweep: {seeds: []}", "lists no train.seed")]
    [InlineData("sweep: {methods: [{train: {lr: 1}}]}", "has no method.name")]
    [InlineData("sweep: 3", "sweep must hold seeds, n_d, methods")]
    [InlineData("train: [1, 2]", "there is no key 'train'")]
    [InlineData("train: {n_d: 16", "not YAML")]
    [InlineData("just a text", "one mapping of keys to values")]
    public void A_wrong_file_is_one_line_with_its_place(string yaml, string expected)
    {
        var error = Assert.Throws<UserErrorException>(() => Experiments.Cells(yaml));
        Assert.Contains(expected, error.Message);
        Assert.Matches(@"own\.yaml:\d", error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void A_missing_file_ends_with_3() =>
        Assert.Equal(3, Assert.Throws<UserErrorException>(() => ExperimentFile.Load("nowhere.yaml")).ExitCode);
}
