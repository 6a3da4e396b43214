using System.Security.Cryptography;
using System.Text;
using Harness.FullScale.Fetching;

namespace Harness.FullScale.Tests.Fetching;

/// <summary>Whatever a server does, nothing wrong is kept, one line says what happened, and the next call goes on.</summary>
public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] File = Bytes(1),
        Other = Bytes(2);

    private static readonly DownloadPatience Hasty = new()
    {
        Attempts = 3,
        Pause = TimeSpan.FromMilliseconds(5),
        Stall = TimeSpan.FromMilliseconds(300),
        LongestWait = TimeSpan.FromSeconds(2),
    };

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = Downloader.NewClient();

    private string Target => folder["file"];

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_whole_and_leaves_nothing_beside_it()
    {
        using var server = new FaultyServer(a => FaultyServer.Well(a, File));
        var last = 0L;
        await Fetch(server, arrived: n => last = n);
        AssertOnly(File);
        Assert.Equal(File.Length, last);
    }

    [Fact]
    public async Task Broken_connections_are_gone_on_from()
    {
        var breaks = 2;
        using var server = new FaultyServer(a => FaultyServer.Well(a, File) with { Send = breaks-- > 0 ? 50_000 : null });
        await Fetch(server);
        AssertOnly(File);
        Assert.Equal([0, 50_000, 100_000], server.Requests.Select(r => r.From));
        Assert.Equal("\"1\"", server.Requests.Last().IfRange);
    }

    [Fact]
    public async Task A_connection_that_always_breaks_ends_in_a_line_and_the_next_call_goes_on()
    {
        using var server = new FaultyServer(a => FaultyServer.Well(a, File) with { Send = a.From == 0 ? 60_000 : 0 });
        AssertLine(await Failing(server), "the connection broke off, 3 times without progress", "the same command goes on");
        server.Answer = a => FaultyServer.Well(a, File);
        await Fetch(server);
        AssertOnly(File);
        Assert.Equal(60_000, server.Requests.Last().From);
    }

    [Fact]
    public async Task A_file_that_changed_is_never_put_together_of_both()
    {
        using var server = new FaultyServer(a => FaultyServer.Well(a, File) with { Send = a.From == 0 ? 60_000 : 0 });
        await Failing(server);
        server.Answer = a => FaultyServer.Well(a, Other, "\"2\"");
        await Fetch(server, Unchecked);
        AssertOnly(Other);
    }

    [Theory]
    [InlineData("ETag: \"2\"")] // says so
    [InlineData("ETag: \"1\"")] // lies
    public async Task Nor_where_the_server_sends_a_part_of_the_changed_file_all_the_same(string tag)
    {
        using var server = new FaultyServer(a => FaultyServer.Well(a, File) with { Send = a.From == 0 ? 60_000 : 0 });
        await Failing(server);
        server.Answer = a =>
            a.From > 0
                ? new Reply(206, Other[(int)a.From..], tag, $"Content-Range: bytes {a.From}-{Other.Length - 1}/{Other.Length}")
                : FaultyServer.Well(a, Other, "\"2\"");
        await Fetch(server, new(server.Address + "/file", FileKind.Text, Other.Length, Sha256(Other)));
        AssertOnly(Other);
    }

    [Theory]
    [InlineData("ETag: W/\"1\"")]
    [InlineData("X-Nothing: 1")]
    public async Task Without_a_name_of_its_version_a_file_is_fetched_from_its_beginning(string header)
    {
        var breaks = 1;
        using var server = new FaultyServer(a => new Reply(200, File, header) with { Send = breaks-- > 0 ? 50_000 : null });
        await Fetch(server);
        AssertOnly(File);
        Assert.All(server.Requests, r => Assert.Equal(0, r.From));
    }

    [Fact]
    public async Task A_date_names_a_version_too()
    {
        const string date = "Mon, 01 Jan 2024 00:00:00 GMT";
        var breaks = 1;
        using var server = new FaultyServer(a =>
            a.From > 0 && a.IfRange == date
                ? new Reply(
                    206,
                    File[(int)a.From..],
                    $"Last-Modified: {date}",
                    $"Content-Range: bytes {a.From}-{File.Length - 1}/{File.Length}"
                )
                : new Reply(200, File, $"Last-Modified: {date}") with
                {
                    Send = breaks-- > 0 ? 50_000 : null,
                }
        );
        await Fetch(server);
        AssertOnly(File);
        Assert.Equal([0, 50_000], server.Requests.Select(r => r.From));
    }

    [Theory]
    [InlineData(200, "")] // ignores the range
    [InlineData(206, "Content-Range: bytes 0-199999/200000")] // another part
    [InlineData(206, "Content-Range: bytes 50000-199999/300000")] // of another length
    [InlineData(206, "X-Nothing: 1")]
    [InlineData(416, "Content-Range: bytes */200000")]
    public async Task Servers_that_do_ranges_wrong_do_no_harm(int status, string header)
    {
        var breaks = 1;
        using var server = new FaultyServer(a =>
            a.From == 0 ? new Reply(200, File, "ETag: \"1\"") with { Send = breaks-- > 0 ? 50_000 : null }
            : status == 200 ? new Reply(200, File, "ETag: \"1\"")
            : new Reply(status, File, "ETag: \"1\"", header)
        );
        await Fetch(server);
        AssertOnly(File);
    }

    [Fact]
    public async Task A_length_that_is_too_long_ends_in_a_line()
    {
        using var server = new FaultyServer(_ => new Reply(200, File, "ETag: \"1\"") with { Length = File.Length + 10 });
        AssertLine(await Failing(server, Unchecked), "the connection broke off");
        Assert.False(Path.Exists(Target));
    }

    [Theory]
    [InlineData(FileKind.Json, "[1, 2, 3]", 8)]
    [InlineData(FileKind.JsonLines, "{\"a\": 1}\n{\"a\": 2}", 15)]
    [InlineData(FileKind.Zip, "PK no archive", 13)]
    [InlineData(FileKind.Weights, "no weights at all, but long enough to be a header", 49)]
    [InlineData(FileKind.Hdf5, "no table", 8)]
    [InlineData(FileKind.Pieces, "no pieces", 9)]
    [InlineData(FileKind.Text, "", 0)]
    [InlineData(FileKind.Text, "<!DOCTYPE html><p>Please log in</p>", 35)]
    public async Task Without_a_digest_the_form_decides(FileKind kind, string text, int sent)
    {
        var body = Encoding.UTF8.GetBytes(text)[..sent];
        using var server = new FaultyServer(_ => new Reply(200, body, "ETag: \"1\""));
        AssertLine(await Failing(server, new(server.Address + "/file", kind)), "it is not whole (", "nothing was kept");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Another_length_than_the_published_one_is_refused_before_it_comes()
    {
        using var server = new FaultyServer(_ => new Reply(200, File, "ETag: \"1\""));
        AssertLine(
            await Failing(server, new(server.Address + "/file", FileKind.Text, File.Length + 1)),
            "has a file of 200,000 bytes where 200,001 are published",
            "nothing was fetched"
        );
        // No length at all: known when it ends.
        server.Answer = _ => new Reply(200, File, "ETag: \"1\"") with { Length = -1 };
        AssertLine(await Failing(server, new(server.Address + "/file", FileKind.Text, File.Length + 1)), "it has 200,000 bytes");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Wrong_bytes_are_not_kept_and_the_next_call_begins_anew()
    {
        using var server = new FaultyServer(a => FaultyServer.Well(a, Other));
        AssertLine(
            await Failing(server),
            $"its SHA-256 is {Sha256(Other).Hex}, published is {Sha256(File).Hex}",
            "nothing was kept"
        );
        Assert.Empty(Directory.GetFiles(folder.Path));
        server.Answer = a => FaultyServer.Well(a, File);
        await Fetch(server);
        AssertOnly(File);
    }

    [Fact]
    public async Task A_hub_says_the_digest_of_what_it_sends_on_to()
    {
        using var server = new FaultyServer(a =>
            a.Path == "/file"
                ? new Reply(302, [], "Location: /bytes", $"X-Linked-Etag: \"{Sha256(File).Hex}\"")
                : FaultyServer.Well(a, Other)
        );
        AssertLine(await Failing(server, Unchecked), $"published is {Sha256(File).Hex}");
        // Small files: the identifier that git gives them.
        server.Answer = _ => new Reply(
            200,
            "hello\n"u8.ToArray(),
            "X-Repo-Commit: 1",
            "ETag: \"ce013625030ba8dba906f756967f9e9ca394464a\""
        );
        await Fetch(server, Unchecked);
        server.Answer = _ => new Reply(
            200,
            "hallo\n"u8.ToArray(),
            "X-Repo-Commit: 1",
            "ETag: \"ce013625030ba8dba906f756967f9e9ca394464a\""
        );
        AssertLine(await Failing(server, Unchecked), "its git blob is ");
    }

    [Fact]
    public async Task Redirections_are_followed_also_half_way_but_not_for_ever()
    {
        var breaks = 1;
        using var server = new FaultyServer(a =>
            a.Path switch
            {
                "/file" => new Reply(307, [], "Location: there"),
                "/there" => new Reply(302, [], "Location: /at/last"),
                _ => FaultyServer.Well(a, File) with { Send = breaks-- > 0 ? 50_000 : null },
            }
        );
        await Fetch(server);
        AssertOnly(File);
        server.Answer = _ => new Reply(302, [], "Location: /file");
        AssertLine(await Failing(server), "sends on more than 10 times");
        server.Answer = _ => new Reply(302, [], "Location: file:///etc/passwd");
        AssertLine(await Failing(server), "which is less safe");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left_and_asked_again()
    {
        var breaks = 1;
        using var server = new FaultyServer(a =>
            FaultyServer.Well(a, File) with
            {
                Pause = TimeSpan.FromSeconds(breaks-- > 0 ? 60 : 0),
            }
        );
        await Fetch(server);
        AssertOnly(File);
        Assert.Equal([0, 100_000], server.Requests.Select(r => r.From));
        Assert.False(Path.Exists(Downloader.PartOf(Target)));
    }

    [Fact]
    public async Task What_a_server_refuses_is_one_line_at_once()
    {
        using var server = new FaultyServer(_ => new Reply(404, "no"u8.ToArray()));
        var refused = await Failing(server);
        AssertLine(refused, $"{server.Address}/file: the server says 404 NotFound; nothing was fetched");
        Assert.True(refused.Elsewhere);
        Assert.Single(server.Requests);
        server.Answer = _ => new Reply(401, []);
        AssertLine(await Failing(server), "the server says 401 Unauthorized");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_server_that_asks_for_patience_gets_it_within_bounds(int status)
    {
        var refusals = 1;
        using var server = new FaultyServer(a =>
            refusals-- > 0 ? new Reply(status, [], "Retry-After: 1") : FaultyServer.Well(a, File)
        );
        var started = System.Diagnostics.Stopwatch.StartNew();
        await Fetch(server);
        Assert.InRange(started.Elapsed.TotalSeconds, 0.9, 10);
        AssertOnly(File);
        server.Answer = _ => new Reply(status, [], "Retry-After: 3600");
        AssertLine(await Failing(server), $"the server says {status}", "asks to come back in 3600 s");
        server.Answer = _ => new Reply(status, []);
        AssertLine(await Failing(server), "3 times without progress");
    }

    [Fact]
    public async Task No_server_is_one_line()
    {
        string address;
        using (var server = new FaultyServer(_ => new Reply(200, [])))
            address = server.Address;
        var refused = await Assert.ThrowsAsync<DownloadException>(() =>
            new Downloader(client, Hasty).Fetch(new(address + "/file", FileKind.Text), address + "/file", Target, null, default)
        );
        AssertLine(refused, "the server cannot be reached");
    }

    [Fact]
    public async Task A_cancelled_call_keeps_what_came_and_the_next_goes_on()
    {
        using var server = new FaultyServer(a => FaultyServer.Well(a, File) with { Pause = TimeSpan.FromSeconds(30) });
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Fetch(server, arrived: n => stop.CancelAfter(n == 100_000 ? 0 : 10_000), token: stop.Token, patience: new())
        );
        Assert.Equal(100_000, new FileInfo(Downloader.PartOf(Target)).Length);
        Assert.False(Path.Exists(Target));
        server.Answer = a => FaultyServer.Well(a, File);
        await Fetch(server);
        AssertOnly(File);
        Assert.Equal(100_000, server.Requests.Last().From);
    }

    [Fact]
    public async Task A_part_that_is_whole_already_needs_no_server()
    {
        System.IO.File.WriteAllBytes(Downloader.PartOf(Target), File);
        using var server = new FaultyServer(_ => new Reply(404, []));
        await Fetch(server);
        AssertOnly(File);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Mirrors_stand_in_for_hub_and_servers()
    {
        const string hub = "https://huggingface.co/gpt2/resolve/main/vocab.json",
            coco = "http://images.cocodataset.org/zips/val2014.zip";
        Assert.Equal([hub, coco], new[] { hub, coco }.Select(new Mirrors().Of));
        var mirrors = new Mirrors("https://hub.example", "https://mirror.example/all");
        Assert.Equal("https://hub.example/gpt2/resolve/main/vocab.json", mirrors.Of(hub));
        Assert.Equal("https://mirror.example/all/images.cocodataset.org/zips/val2014.zip", mirrors.Of(coco));
    }

    private Download Unchecked => new("https://nowhere.example/file", FileKind.Text);

    private Task Fetch(
        FaultyServer server,
        Download? file = null,
        Action<long>? arrived = null,
        CancellationToken token = default,
        DownloadPatience? patience = null
    ) =>
        new Downloader(client, patience ?? Hasty).Fetch(
            file ?? new(server.Address + "/file", FileKind.Text, File.Length, Sha256(File)),
            server.Address + "/file",
            Target,
            arrived,
            token
        );

    private async Task<DownloadException> Failing(FaultyServer server, Download? file = null)
    {
        System.IO.File.Delete(Target);
        return await Assert.ThrowsAsync<DownloadException>(() => Fetch(server, file));
    }

    private static void AssertLine(DownloadException e, params string[] parts)
    {
        Assert.Equal(3, e.ExitCode);
        Assert.DoesNotContain('\n', e.Message);
        Assert.All(parts, p => Assert.Contains(p, e.Message));
    }

    private void AssertOnly(byte[] content)
    {
        Assert.Equal([Target], Directory.GetFiles(folder.Path));
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
    }

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[200_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static Checksum Sha256(byte[] bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
