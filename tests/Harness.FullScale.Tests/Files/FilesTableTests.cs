using Harness.Data.Files;
using Harness.FullScale.Fetching;
using Harness.FullScale.Files;

namespace Harness.FullScale.Tests.Files;

public class FilesTableTests
{
    /// <summary>With HARNESS_APPROVE=1 the page gets the present table.</summary>
    [Fact]
    public void The_page_shows_the_list_that_is_fetched()
    {
        var page = Path.Combine(RepositoryRoot.Above(AppContext.BaseDirectory)!, "docs/full-scale.md");
        var lines = File.ReadAllText(page).Split('\n');
        var begin = Array.FindIndex(lines, l => l.StartsWith("| file | for |"));
        var end = Array.FindIndex(lines, Math.Max(0, begin), l => !l.StartsWith('|'));
        if (Environment.GetEnvironmentVariable("HARNESS_APPROVE") == "1")
            File.WriteAllText(page, string.Join('\n', [.. lines[..begin], FilesTable.Markdown, .. lines[end..]]));
        Assert.Equal(FilesTable.Markdown, string.Join('\n', File.ReadAllText(page).Split('\n')[begin..end]));
    }

    [Fact]
    public void Every_file_has_one_place_a_source_and_what_it_is_made_from()
    {
        var places = FullScaleFiles.All.Select(f => (f.Shelf, f.Place)).ToList();
        Assert.Equal(places.Count, places.Distinct().Count());
        Assert.All(FullScaleFiles.All, f => Assert.All(f.Sources, s => Assert.NotEmpty(s.Stated)));
        Assert.All(
            FullScaleFiles.All.SelectMany(f => f.Sources.OfType<Converted>().SelectMany(c => c.From.Select(from => (f, from)))),
            made =>
            {
                var source = Assert.Single(FullScaleFiles.All, f => f.Shelf == Shelf.Data && f.Place == made.from);
                // What a paper's file is made from comes before it.
                Assert.True(places.IndexOf((Shelf.Data, made.from)) < places.IndexOf((made.f.Shelf, made.f.Place)));
                Assert.Empty(made.f.Papers.Except(source.Papers));
            }
        );
        Assert.All(
            FullScaleFiles.All.SelectMany(f => f.Sources.OfType<Direct>()).Where(d => d.Download.Address.Contains("huggingface")),
            d => Assert.True(d.Stated.Contains("so main") ^ d.Download.Address.Split('/')[6] is { Length: 40 })
        );
        Assert.Throws<ArgumentException>(() => new Checksum("abc"));
    }
}
