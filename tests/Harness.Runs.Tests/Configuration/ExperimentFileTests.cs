using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Sweeps;
using Harness.Runs.Sweeps.Slurm;
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
    [InlineData("sweep: {methods: [{train: {lr: 1}}]}", "this item has no method.name")]
    [InlineData("sweep: 3", "sweep must hold seeds, n_d, datasets, methods")]
    [InlineData("experiments: [main, rank]", "experiments must be a mapping of names to what each experiment adds")]
    [InlineData("experiments: {}", "experiments must be a mapping of names to what each experiment adds")]
    [InlineData("experiments: {rank: }", "experiments.rank must be a mapping of keys to values")]
    [InlineData("experiments: {rank: {}, rank: {}}", "not YAML: Duplicate key")]
    [InlineData("experiment: main\nexperiments: {rank: {}}", "own.yaml:1: experiment is the name below experiments, here rank")]
    [InlineData("experiments:\n  rank: {experiment: main}", "own.yaml:2: experiment is the name below experiments, here rank")]
    [InlineData("experiments: {rank: {sweep: {seds: [1]}}}", "sweep has no axis 'seds'; did you mean seeds?")]
    [InlineData("experiments: {rank: {slurm: {gpus: 1}}}", "there is no key 'slurm.gpus'")]
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
    public void Data_sets_are_an_axis_of_names_or_settings()
    {
        var yaml = Experiments.Grid.Replace(
            "sweep:\n",
            "sweep:\n  datasets: [shapes, {dataset: {name: stamp-scenes, size: quick}}]\n"
        );
        var cells = Experiments.Cells(yaml).Select(c => c.Config).ToList();
        Assert.Equal(24, cells.Count);
        Assert.Equal(12, cells.Count(c => (c.Dataset.Name, c.Dataset.Size) == ("stamp-scenes", "quick")));
        Assert.Equal(12, cells.Count(c => (c.Dataset.Name, c.Dataset.Size) == ("shapes", "standard")));
        Assert.All(Experiments.Cells(yaml, "dataset.name=shapes"), c => Assert.Equal("shapes", c.Config.Dataset.Name));
    }

    [Fact]
    public void Backbones_are_an_axis_below_data_sets()
    {
        var yaml = Experiments.Grid.Replace(
            "sweep:\n",
            "sweep:\n  datasets: [{dataset: {name: shapes}, train: {batch_size: 8}}]\n"
                + "  backbones: [vl-t5-small, {backbone: {name: vl-t5-base, weights: random}, train: {batch_size: 4, looks: 3}}]\n"
        );
        var cells = Experiments.Cells(yaml).Select(c => c.Config).ToList();
        Assert.Equal(24, cells.Count);
        Assert.Equal(12, cells.Count(c => (c.Backbone.Name, c.Backbone.Weights) == ("vl-t5-small", "shipped")));
        var others = cells.Where(c => (c.Backbone.Name, c.Backbone.Weights) == ("vl-t5-base", "random")).ToList();
        Assert.Equal(12, others.Count);
        Assert.All(others, c => Assert.Equal((8, 3), (c.Train.BatchSize, c.Train.Looks)));
        Assert.Equal(12, Experiments.Cells(yaml, "backbone.name=vl-t5-base").Count(c => c.Config.Backbone.Weights == "random"));
    }

    [Fact]
    public void Experiments_lie_over_what_the_file_says_and_give_their_runs_their_names()
    {
        var cells = Experiments.Cells(Experiments.Several).Select(c => c.Config).ToList();
        Assert.Equal(["rank", "longer", "single", "main"], cells.Select(c => c.Experiment).Distinct());
        Assert.Equal([4, 1, 2, 2], cells.CountBy(c => c.Experiment).Select(e => e.Value));
        Assert.Equal([1, 1, 2, 2], cells.Where(c => c.Experiment == "rank").Select(c => c.Method.Int("r")));
        Assert.All(cells.Where(c => c.Experiment == "rank"), c => Assert.Equal((4, 8), (c.Train.MaxSteps, c.Train.BatchSize)));
        var longer = cells.Single(c => c.Experiment == "longer");
        Assert.Equal((99, 16, 8), (longer.Train.Seed, longer.Train.MaxSteps, longer.Train.BatchSize));
        Assert.All(cells.Where(c => c.Experiment == "single"), c => Assert.Equal(5e-4, c.Train.Lr));
    }

    [Fact]
    public void An_experiment_is_the_same_as_a_file_of_its_own()
    {
        var own = """
            paper: mixphm
            experiment: longer
            scale: proxy
            train: {n_d: 16, batch_size: 8, max_steps: 16}
            sweep: {seeds: [99], methods: [{method: {name: lora, r: 2}}]}
            """;
        Assert.Equal(
            Experiments.Resolve(own).Canonical,
            Assert.Single(Experiments.Cells(Experiments.Several, "experiment=longer")).Canonical
        );
    }

    [Fact]
    public void Naming_an_experiment_picks_it()
    {
        var cells = Experiments.Cells(Experiments.Several, "experiment=rank", "train.seed=21");
        Assert.Equal(["rank", "rank"], cells.Select(c => c.Config.Experiment));
        Assert.Equal(
            1,
            Experiments.Resolve(Experiments.Several, "experiment=rank", "method.r=1", "train.seed=13").Config.Method.Int("r")
        );
    }

    [Fact]
    public void One_run_is_of_the_main_experiment_unless_another_is_named()
    {
        Assert.Equal("main", Experiments.Resolve(Experiments.Several, "train.seed=21").Config.Experiment);
        Assert.Equal("longer", Experiments.Resolve(Experiments.Several, "experiment=longer").Config.Experiment);
        var error = Assert.Throws<UserErrorException>(() =>
            Experiments.Resolve(Experiments.Several.Replace("main:", "other:"), "train.seed=13")
        );
        Assert.Contains("describes 5 runs; name one with experiment=… method.name=…", error.Message);
    }

    [Fact]
    public void A_name_that_is_not_there_brings_the_nearest()
    {
        var error = Assert.Throws<UserErrorException>(() => Experiments.Cells(Experiments.Several, "experiment=lnger"));
        Assert.EndsWith(
            "own.yaml has no experiment 'lnger'; did you mean longer? There are rank, longer, single, main.",
            error.Message
        );
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void In_a_file_of_one_experiment_its_name_is_a_setting_like_any_other() =>
        Assert.All(Experiments.Cells(Experiments.Grid, "experiment=mine"), c => Assert.Equal("mine", c.Config.Experiment));

    [Fact]
    public void A_section_for_slurm_belongs_to_no_run()
    {
        using var folder = new TemporaryFolder();
        var plain = Experiments.Resolve(Experiments.One);
        var file = ExperimentFile.Load(
            folder.File("own.yaml", Experiments.One + "\nslurm: {partition: gpu, gpus: 1, extra: [--mem=8G, --qos=low]}\n")
        );
        Assert.Equal(plain.Digest, file.Resolve([]).Digest);
        var slurm = SlurmOptions.Of([
            .. file.Slurm,
            .. CommandLineSettings.Parse(["slurm.partition=debug", "slurm.time=01:00:00"]),
        ]);
        Assert.Equal(
            ["--partition=debug", "--gres=gpu:1", "--cpus-per-task=1", "--time=01:00:00", "--mem=8G", "--qos=low"],
            slurm.Arguments()
        );
    }

    [Theory]
    [InlineData("slurm.partion=a", "there is no key 'slurm.partion'; did you mean slurm.partition?")]
    [InlineData("slurm.gpus=many", "slurm.gpus is 'many' but must be a whole number of at least 0.")]
    public void A_mistake_for_slurm_is_named(string setting, string expected)
    {
        var error = Assert.Throws<UserErrorException>(() => SlurmOptions.Of(CommandLineSettings.Parse([setting])));
        Assert.Contains(expected, error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void A_missing_file_ends_with_3() =>
        Assert.Equal(3, Assert.Throws<UserErrorException>(() => ExperimentFile.Load("nowhere.yaml")).ExitCode);
}
