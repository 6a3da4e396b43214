using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Harness.Data.Files;

namespace Harness.FullScale.Fetching;

/// <summary>
/// Brings files over HTTP. What arrived before a break is kept beside the target and the rest is asked for (RFC 9110, ranges), but only of the very version
/// that the part is of (If-Range); without a strong ETag or a date the file is fetched from its beginning. A file gets its name when its size and digest
/// are the published ones, or, where none is published, its form is whole.
/// </summary>
/// <param name="client">Must not follow redirections or decompress; see <see cref="NewClient"/>.</param>
public sealed class Downloader(HttpClient client, DownloadPatience? patience = null)
{
    private const int MostRedirections = 10,
        Block = 1 << 16;

    private readonly DownloadPatience patience = patience ?? new DownloadPatience();

    /// <summary>What a part on disk is a part of.</summary>
    /// <param name="Tag">A strong ETag, or a date of last modification, as If-Range takes them.</param>
    private sealed record Part(string Address, string Tag);

    private sealed record Answer(HttpResponseMessage Message, Checksum? Published);

    // Worth another attempt.
    private sealed class BrokenException(string message, TimeSpan? wait = null, Exception? inner = null)
        : Exception(message, inner)
    {
        public TimeSpan? Wait { get; } = wait;
    }

    public static HttpClient NewClient()
    {
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(30),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Harness/0.1");
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
        return client;
    }

    /// <summary>Where the bytes that have arrived so far lie.</summary>
    public static string PartOf(string path) => path + AtomicFile.TemporarySuffix;

    /// <summary>Brings a file to <paramref name="path"/>, whose folder exists.</summary>
    /// <param name="address">Where it is asked for; a mirror's, or the file's own.</param>
    /// <param name="arrived">Told how many bytes of the file are here, a part from before included.</param>
    /// <exception cref="DownloadException">It cannot be had, or what came is not the file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what arrived is kept for the next call.</exception>
    public async Task Fetch(Download file, string address, string path, Action<long>? arrived, CancellationToken token)
    {
        var (failures, most, fresh) = (0, 0L, true);
        while (!Complete(file, path))
        {
            try
            {
                var (expected, resumed) = await Attempt(file, address, path, arrived, token);
                if (Wrong(PartOf(path), file, expected) is not { } wrong)
                    break;
                Forget(path);
                // Bytes of before and of now may not belong together, whatever the server said of them.
                if (!resumed || !fresh)
                    throw new DownloadException($"{address}: {wrong}, so nothing was kept; another file is served there now.");
                fresh = false;
            }
            catch (BrokenException e)
            {
                var length = new FileInfo(PartOf(path)) is { Exists: true } part ? part.Length : 0;
                (failures, most) = length > most ? (1, length) : (failures + 1, most);
                if (failures >= patience.Attempts)
                    throw new DownloadException(
                        $"{address}: {e.Message}, {failures} times without progress; run again later, the same command goes on.",
                        elsewhere: true,
                        e
                    );
                var wait = e.Wait ?? patience.Pause * Math.Pow(2, failures - 1);
                if (wait > patience.LongestWait)
                    throw new DownloadException(
                        $"{address}: {e.Message} and asks to come back in {wait.TotalSeconds:0} s; run again then, the same command goes on.",
                        elsewhere: false,
                        e
                    );
                await Task.Delay(wait, token);
            }
        }
        FileErrors.Explain(path, () => File.Move(PartOf(path), path, overwrite: true));
        Forget(path);
    }

    // All had arrived before the last call ended.
    private static bool Complete(Download file, string path) =>
        file.Size is { } size
        && new FileInfo(PartOf(path)) is { Exists: true } part
        && part.Length == size
        && Wrong(part.FullName, file) is null;

    /// <summary>What is wrong with a file; null where it is the published one, or whole where nothing is published.</summary>
    public static string? Wrong(string path, Download file, Checksum? stated = null)
    {
        if (file.Size is { } size && new FileInfo(path).Length is var length && length != size)
            return $"it has {length:N0} bytes where {size:N0} are published";
        if ((file.Checksum ?? stated) is { } checksum)
            return checksum.Of(path) is var found && found != checksum.Hex
                ? $"its {checksum.Name} is {found}, published is {checksum.Hex}"
                : null;
        return FileStructure.Problem(path, file.Kind) is { } problem ? $"it is not whole ({problem})" : null;
    }

    private async Task<(Checksum? Stated, bool Resumed)> Attempt(
        Download file,
        string address,
        string path,
        Action<long>? arrived,
        CancellationToken token
    )
    {
        var (begin, tag) = Kept(path, address);
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(token);
        try
        {
            patient.CancelAfter(patience.Stall);
            var (message, published) = await Ask(address, begin, tag, patient.Token);
            using var response = message;
            Refuse(response);
            var from = From(response, begin);
            var (sent, range) = (from + response.Content.Headers.ContentLength, response.Content.Headers.ContentRange);
            var total = from > 0 ? range?.Length ?? sent : sent;
            // A server may send a part of a changed file although it was asked not to.
            if (from is null || (from > 0 && (Tag(response) != tag || (sent ?? total) != total)))
            {
                Forget(path);
                throw new BrokenException("the server sends another part than was asked for");
            }
            if (total is { } announced && file.Size is { } size && announced != size)
            {
                Forget(path);
                throw new DownloadException(
                    $"{address}: the server has a file of {announced:N0} bytes where {size:N0} are published, so nothing was fetched; another file is served there now."
                );
            }
            Remember(path, address, response);
            await Receive(response, path, from.Value, arrived, patient, token);
            if (total is { } wanted && new FileInfo(PartOf(path)).Length != wanted)
                throw new BrokenException("the connection broke off");
            return (published, from > 0);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new BrokenException($"nothing came for {patience.Stall.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e)
        {
            throw new BrokenException(
                e.HttpRequestError switch
                {
                    HttpRequestError.NameResolutionError => "there is no such server, or no network",
                    HttpRequestError.ResponseEnded => "the connection broke off",
                    HttpRequestError.SecureConnectionError => "no secure connection can be made",
                    HttpRequestError.ConnectionError => "the server cannot be reached",
                    _ => ErrorText.OneLine(e).TrimEnd('.'),
                },
                inner: e
            );
        }
        catch (IOException e) when (e is HttpIOException || e.InnerException is System.Net.Sockets.SocketException)
        {
            throw new BrokenException("the connection broke off", inner: e);
        }
    }

    // Each hop by hand: a hub says what the file is before it sends on to where the bytes lie.
    private async Task<Answer> Ask(string address, long begin, string? tag, CancellationToken token)
    {
        var (at, published) = (new Uri(address), (Checksum?)null);
        for (var hop = 0; hop <= MostRedirections; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (begin > 0)
            {
                request.Headers.Range = new RangeHeaderValue(begin, null);
                request.Headers.TryAddWithoutValidation("If-Range", tag);
            }
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            published ??= Stated(response);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } next)
                return new Answer(response, published);
            response.Dispose();
            next = new Uri(at, next);
            if (next.Scheme is not ("http" or "https") || (at.Scheme == "https" && next.Scheme == "http"))
                throw new DownloadException($"{address}: sends on to {next}, which is less safe; nothing was fetched.");
            at = next;
        }
        throw new DownloadException(
            $"{address}: sends on more than {MostRedirections} times; nothing was fetched.",
            elsewhere: true
        );
    }

    // Hugging Face's hub names the SHA-256 of large files and the git blob of small ones, as its own client reads them.
    private static Checksum? Stated(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Linked-Etag", out var tags) ? Checksum.InTag(tags.First())
        : response.Headers.Contains("X-Repo-Commit") ? Checksum.InTag(response.Headers.ETag?.Tag)
        : null;

    private static void Refuse(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is 200 or 206 or 416)
            return;
        var said = $"the server says {status}{(response.ReasonPhrase is { Length: > 0 } why ? $" {why}" : "")}";
        if (status is 408 or 425 or 429 or >= 500)
            throw new BrokenException(
                said,
                response.Headers.RetryAfter switch
                {
                    { Delta: { } delta } => delta,
                    { Date: { } date } => date - DateTimeOffset.UtcNow is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
                    _ => null,
                }
            );
        throw new DownloadException(
            $"{response.RequestMessage!.RequestUri}: {said}; nothing was fetched.",
            elsewhere: status is 401 or 403 or 404 or 410 or 451
        );
    }

    // Where the answer begins; null where that is neither the beginning nor what was asked for.
    private static long? From(HttpResponseMessage response, long begin) =>
        response.StatusCode switch
        {
            HttpStatusCode.OK => 0,
            HttpStatusCode.PartialContent when begin > 0 && response.Content.Headers.ContentRange?.From == begin => begin,
            _ => null,
        };

    private async Task Receive(
        HttpResponseMessage response,
        string path,
        long from,
        Action<long>? arrived,
        CancellationTokenSource patient,
        CancellationToken token
    )
    {
        using var source = await response.Content.ReadAsStreamAsync(patient.Token);
        using var target = FileErrors.Explain(
            path,
            () => new FileStream(PartOf(path), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0)
        );
        FileErrors.Explain(path, () => target.SetLength(from));
        target.Position = from;
        arrived?.Invoke(from);
        var block = new byte[Block];
        while (true)
        {
            patient.CancelAfter(patience.Stall);
            var read = await source.ReadAsync(block, patient.Token);
            if (read == 0)
                break;
            FileErrors.Explain(path, () => target.Write(block, 0, read));
            arrived?.Invoke(target.Position);
        }
        token.ThrowIfCancellationRequested();
        FileErrors.Explain(path, () => target.Flush(flushToDisk: true));
    }

    private static (long Begin, string? Tag) Kept(string path, string address)
    {
        try
        {
            var part = new FileInfo(PartOf(path));
            if (part is { Exists: true, Length: > 0 } && File.Exists(NoteOf(path)))
            {
                var note = JsonSerializer.Deserialize<Part>(File.ReadAllText(NoteOf(path)));
                if (note is { Tag.Length: > 0 } && note.Address == address)
                    return (part.Length, note.Tag);
            }
        }
        catch (JsonException)
        {
            // A note that was cut off is none.
        }
        Forget(path);
        return (0, null);
    }

    // Written before the first byte of the part.
    private static void Remember(string path, string address, HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.OK)
            AtomicFile.WriteText(NoteOf(path), JsonSerializer.Serialize(new Part(address, Tag(response) ?? "")));
    }

    // A weak tag says nothing about bytes.
    private static string? Tag(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } strong ? strong.Tag
        : response.Headers.ETag is null ? response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture)
        : null;

    private static string NoteOf(string path) => PartOf(path) + ".json";

    private static void Forget(string path)
    {
        File.Delete(PartOf(path));
        File.Delete(NoteOf(path));
    }
}
