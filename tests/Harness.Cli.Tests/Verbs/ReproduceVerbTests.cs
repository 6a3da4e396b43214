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
