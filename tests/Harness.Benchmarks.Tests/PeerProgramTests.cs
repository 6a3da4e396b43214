using Harness.Benchmarks.Peer;

namespace Harness.Benchmarks.Tests;

/// <summary>The other program of <c>bench peer</c>, played by scripts of three lines.</summary>
public sealed class PeerProgramTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("harness-peer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_says_its_version_and_then_seconds()
    {
        using var peer = Started(
            "import sys",
            "print('1.13.0 ' + sys.argv[1], flush=True)",
            "for line in sys.stdin: print(0.25 if line == 'phm 768\\n' else 0.5, flush=True)"
        );
        Assert.Equal("1.13.0 2", peer.Version);
        Assert.Equal(0.25, peer.Seconds("phm 768"));
        Assert.Equal(0.5, peer.Seconds("step"));
    }

    [Fact]
    public void Without_PyTorch_there_is_none() => Assert.Null(Try("import no_such_module"));

    [Fact]
    public void One_that_ends_is_an_error_that_names_the_case()
    {
        using var peer = Started("print('1.13.0')");
        Assert.Contains("'step'", Assert.Throws<InvalidOperationException>(() => peer.Seconds("step")).Message);
    }

    private PeerProgram Started(params string[] lines)
    {
        var peer = Try(lines);
        if (peer is null)
            Assert.Skip("there is no python3");
        return peer;
    }

    private PeerProgram? Try(params string[] lines)
    {
        var script = Path.Combine(folder, "peer.py");
        File.WriteAllLines(script, lines);
        return PeerProgram.TryStart(script, threads: 2);
    }
}
