using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Harness.FullScale.Tests.Fetching;

/// <summary>What a request asked for.</summary>
/// <param name="From">Where its range begins; 0 without one.</param>
internal sealed record Asked(string Path, long From, string IfRange);

/// <summary>An answer, true or not.</summary>
/// <param name="Send">What is sent of the body before the connection closes; all by default.</param>
/// <param name="Length">What Content-Length says; null: that of the body. Negative: the header is left out.</param>
internal sealed record Reply(int Status, byte[] Body, params string[] Headers)
{
    public int? Send { get; init; }

    public long? Length { get; init; }

    /// <summary>Before the second half of what is sent.</summary>
    public TimeSpan Pause { get; init; }
}

/// <summary>An HTTP server on the loopback address that answers as it is told, byte for byte.</summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    public FaultyServer(Func<Asked, Reply> answer)
    {
        Answer = answer;
        listener.Start();
        _ = Task.Run(Serve);
    }

    public Func<Asked, Reply> Answer { get; set; }

    public ConcurrentQueue<Asked> Requests { get; } = [];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>A server that does everything right: ranges of the version that was asked for.</summary>
    public static Reply Well(Asked asked, byte[] body, string tag = "\"1\"") =>
        asked.From > 0 && asked.IfRange == tag
            ? new Reply(
                206,
                body[(int)asked.From..],
                $"ETag: {tag}",
                $"Content-Range: bytes {asked.From}-{body.Length - 1}/{body.Length}"
            )
            : new Reply(200, body, $"ETag: {tag}");

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
    }

    private async Task Serve()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = Task.Run(async () =>
            {
                using (client)
                    try
                    {
                        await One(client.GetStream());
                    }
                    catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
                    {
                        // The client has gone.
                    }
            });
        }
    }

    private async Task One(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync())!.Split(' ')[1];
        var (from, ifRange) = (0L, "");
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(header["Range: bytes=".Length..].Split('-')[0]);
            if (header.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                ifRange = header["If-Range: ".Length..];
        }
        var asked = new Asked(path, from, ifRange);
        Requests.Enqueue(asked);
        var reply = Answer(asked);
        var length = reply.Length ?? reply.Body.Length;
        string[] headers =
        [
            $"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}",
            "Connection: close",
            .. length >= 0 ? [$"Content-Length: {length}"] : Array.Empty<string>(),
            .. reply.Headers,
        ];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", headers) + "\r\n\r\n"));
        var sent = reply.Body.AsMemory(0, reply.Send ?? reply.Body.Length);
        await stream.WriteAsync(sent[..(sent.Length / 2)]);
        await Task.Delay(reply.Pause, stop.Token);
        await stream.WriteAsync(sent[(sent.Length / 2)..]);
    }
}
