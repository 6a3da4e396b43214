namespace Harness.Cli.Tests.Verbs;

public class ReproduceVerbTests
{
    [Fact]
    public void An_unknown_paper_is_named_with_the_nearest()
    {
        var called = Invocation.Of("reproduce", "mixpm");
        Assert.Equal(2, called.Code);
        Assert.StartsWith("harness: there is no paper 'mixpm'; did you mean mixphm?", called.Errors);
    }

    [Fact]
    public void An_unknown_scale_is_bad_usage() => Assert.Equal(2, Invocation.Of("reproduce", "mixphm", "--scale", "huge").Code);

    [Fact]
    public void Settings_at_scale_quick_are_bad_usage()
    {
        var called = Invocation.Of("reproduce", "mixphm", "train.lr=1");
        Assert.Equal(
            (
                2,
                "harness: train.lr cannot be set at scale quick, which runs points as they were configured; give --scale proxy.\n"
            ),
            (called.Code, called.Errors)
        );
    }

    [Fact]
    public void Points_that_are_run_again_are_points_of_the_proxy_grid_as_they_are_configured()
    {
        foreach (var paper in Papers.Names)
        {
            var points = Papers.SpotChecks(paper);
            Assert.InRange(points.Count, 3, 8);
            Assert.Distinct(points.Select(p => p.Digest));
            Assert.All(points, p => Assert.Contains(p.Digest, Papers.Cells(paper, "proxy", []).Select(c => c.Digest)));
        }
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_ends_with_3_before_anything_runs()
    {
        var file = Path.GetTempFileName();
        try
        {
            var called = Invocation.Of("reproduce", "mixphm", "--out", file);
            Assert.Equal(3, called.Code);
            Assert.StartsWith($"harness: cannot write {file}", called.Errors);
            Assert.Single(called.Errors.TrimEnd().Split('\n'));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_data_folder_that_does_not_exist_ends_with_3() =>
        Assert.Equal(
            (3, "harness: /nowhere does not exist; name a folder that does.\n"),
            (Invocation.Of("reproduce", "--data", "/nowhere") is var c ? c.Code : 0, c.Errors)
        );
}
