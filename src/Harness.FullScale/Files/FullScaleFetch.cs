using System.Collections.Concurrent;
using System.IO.Compression;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.FullScale.Fetching;
using Harness.Runs.Store;

namespace Harness.FullScale.Files;

/// <summary>What became of a file.</summary>
public enum FetchState
{
    /// <summary>It was there, and is what it should be.</summary>
    Here,
    Fetched,

    /// <summary>Made from others; <see cref="FetchOutcome.Message"/> says how it may differ from the authors'.</summary>
    Made,

    /// <summary>A person must bring it from the page.</summary>
    OnPage,

    /// <summary>It could not be had, or is damaged; see <see cref="FetchOutcome.Message"/>.</summary>
    Failed,
}

/// <summary>A file and what became of it.</summary>
public sealed record FetchOutcome(FullFile File, FetchState State, string Message = "");

/// <summary>Told how a call of <see cref="FullScaleFetch"/> goes on, from several threads.</summary>
public interface IFetchView
{
    /// <param name="bytes">About how many will come.</param>
    void Planned(int files, long bytes);

    /// <summary>Bytes of a download that are here.</summary>
    void Arrived(string name, long bytes);

    /// <summary>A file came to an end in this call.</summary>
    void Ended(FetchOutcome outcome);

    void Note(string line);
}

/// <summary>
/// Brings the files of full scale into their folders: downloads in parallel, then archives are unpacked, then other files made. What is there and sound stays;
/// nothing is ever overwritten that this did not bring. A stopped call goes on where it was.
/// </summary>
/// <param name="all">Every file that there is; what others are made from is looked for here.</param>
public sealed class FullScaleFetch(
    IReadOnlyList<FullFile> all,
    Folders folders,
    Downloader downloader,
    Mirrors mirrors,
    IFetchView view
)
{
    // Unpacking needs room for archive and contents; a little more for the rest of the machine.
    private const long Spare = 1_000_000_000;

    private readonly Dictionary<Shelf, Dictionary<string, FetchRecord>> records = Enum.GetValues<Shelf>()
        .ToDictionary(s => s, s => FetchRecord.Read(folders.Of(s)));
    private readonly ConcurrentDictionary<string, string> failed = [];
    private readonly Lock writing = new();

    /// <summary>Downloads at a time. Default: 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Free bytes in a folder; null where nobody can say.</summary>
    public Func<string, long?> Free { get; init; } = FreeBytes;

    /// <summary>Whether a file or folder lies in its place; what it holds is looked at by <see cref="Run"/>.</summary>
    public bool Has(FullFile file) => Path.Exists(file.In(folders));

    /// <returns>An outcome a file, in the list's order.</returns>
    /// <exception cref="UserErrorException">Another call works in the same folder, or the disk has no room; exit code 3.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<IReadOnlyList<FetchOutcome>> Run(IReadOnlyList<FullFile> files, CancellationToken token)
    {
        using var data = Alone(folders.Data);
        using var weights = folders.Weights == folders.Data ? null : Alone(folders.Weights);
        var outcomes = files.ToDictionary(f => f, Present);
        var waiting = files.Where(f => outcomes[f] is null && f.Sources[0] is not OnPage).ToList();
        // What others are made from is brought too, wanted or not.
        foreach (var file in waiting.SelectMany(Inputs).Except(files).Distinct().ToList())
            if (Present(file) is null)
                waiting.Insert(0, file);
        var archives = waiting.SelectMany(f => f.Sources.Take(1)).SelectMany(ArchivesOf).Distinct().ToList();
        CheckRoom(waiting, archives);
        view.Planned(waiting.Count, waiting.Where(f => f.Sources[0] is Direct).Sum(f => f.Bytes) + archives.Sum(a => a.Bytes));
        await System.Threading.Tasks.Parallel.ForEachAsync(
            waiting
                .Where(f => f.Sources[0] is Direct)
                .OrderBy(f => f.Bytes)
                .Select(f => (Func<Task>)(async () => outcomes[f] = await Bring(f, (Direct)f.Sources[0], token)))
                .Concat(archives.OrderBy(a => a.Bytes).Select(a => (Func<Task>)(() => Bring(a, token)))),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = token },
            async (work, _) => await work()
        );
        foreach (var file in waiting.Where(f => outcomes.GetValueOrDefault(f) is null))
        {
            token.ThrowIfCancellationRequested();
            outcomes[file] = file.Sources[0] is Unpacked unpacked
                ? Unpack(file, unpacked)
                : Make(file, (Converted)file.Sources[^1]);
        }
        // Where unpacking failed, an archive of the published digest is kept for the next call; any other may be what is wrong.
        foreach (var archive in archives)
            if (
                archive.Download.Checksum is null
                || !waiting.Any(f => outcomes[f]!.State == FetchState.Failed && Needs(f, archive))
            )
                File.Delete(archive.In(folders));
        if (archives.Count > 0 && Path.GetDirectoryName(archives[0].In(folders)) is { } kept && Directory.Exists(kept))
            if (!Directory.EnumerateFileSystemEntries(kept).Any())
                Directory.Delete(kept);
        return
        [
            .. files.Select(f =>
                outcomes[f]
                ?? new FetchOutcome(f, FetchState.OnPage, $"{((OnPage)f.Sources[0]).Page}: {((OnPage)f.Sources[0]).How}")
            ),
        ];
    }

    private FetchOutcome? Present(FullFile file)
    {
        var path = file.In(folders);
        if (!Path.Exists(path))
            return null;
        if (records[file.Shelf].GetValueOrDefault(file.Place) is { } record && record.Fits(path))
            return new FetchOutcome(file, FetchState.Here);
        if (file.IsFolder)
            return new FetchOutcome(file, FetchState.Here, "not brought by this command, so its files were not counted");
        var wrong = file.Sources[0] switch
        {
            Direct direct => Downloader.Wrong(path, direct.Download),
            OnPage page => FileStructure.Problem(path, page.Kind),
            _ => FileStructure.Problem(path, FileKind.Json),
        };
        if (wrong is not null)
            return new FetchOutcome(
                file,
                FetchState.Failed,
                $"{path} is there and is not what it should be: {wrong}; move it away and run again."
            );
        Record(file, path, "was there", (file.Sources[0] as Direct)?.Download.Checksum);
        return new FetchOutcome(file, FetchState.Here);
    }

    private async Task<FetchOutcome?> Bring(FullFile file, Direct source, CancellationToken token)
    {
        var path = file.In(folders);
        FileErrors.CreateFolder(Path.GetDirectoryName(path)!);
        try
        {
            var address = mirrors.Of(source.Download.Address);
            await downloader.Fetch(source.Download, address, path, n => view.Arrived(file.Place, n), token);
            Record(file, path, address, source.Download.Checksum);
            return Ended(new FetchOutcome(file, FetchState.Fetched));
        }
        catch (DownloadException e) when (e.Elsewhere && file.Sources.Count > 1)
        {
            view.Note(e.Message);
            return null;
        }
        catch (DownloadException e)
        {
            return Ended(new FetchOutcome(file, FetchState.Failed, e.Message));
        }
    }

    private async Task Bring(Archive archive, CancellationToken token)
    {
        var path = archive.In(folders);
        FileErrors.CreateFolder(Path.GetDirectoryName(path)!);
        try
        {
            if (!File.Exists(path))
                await downloader.Fetch(
                    archive.Download,
                    mirrors.Of(archive.Download.Address),
                    path,
                    n => view.Arrived(archive.Download.FileName, n),
                    token
                );
        }
        catch (DownloadException e)
        {
            failed[path] = e.Message;
        }
    }

    private FetchOutcome Unpack(FullFile file, Unpacked source) =>
        Build(
            file,
            mirrors.Of(source.Archive.Download.Address),
            FetchState.Fetched,
            "",
            [source.Archive],
            path =>
            {
                using var zip = ZipFile.OpenRead(source.Archive.In(folders));
                if (!file.IsFolder)
                {
                    using var content = new CheckedEntry(
                        zip.Entries.FirstOrDefault(e => e.Name == source.Inside)
                            ?? throw new BadFileException($"{source.Archive.In(folders)} holds no {source.Inside}.")
                    );
                    AtomicFile.Write(path, content.CopyTo);
                    return;
                }
                var temporary = path + AtomicFile.TemporarySuffix;
                if (Directory.Exists(temporary))
                    Directory.Delete(temporary, recursive: true);
                foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0 && e.FullName.StartsWith(source.Inside)))
                {
                    var to = Path.GetFullPath(Path.Combine(temporary, entry.FullName[source.Inside.Length..]));
                    if (!to.StartsWith(Path.GetFullPath(temporary) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                        throw new BadFileException(
                            $"{source.Archive.In(folders)} holds a file outside its folder: {entry.FullName}."
                        );
                    Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                    using var content = new CheckedEntry(entry);
                    using var target = File.Create(to);
                    content.CopyTo(target);
                }
                Directory.Move(temporary, path);
            }
        );

    private FetchOutcome Make(FullFile file, Converted source)
    {
        var lacking = Inputs(file).FirstOrDefault(i => !File.Exists(i.In(folders)));
        return lacking is not null
            ? Ended(new FetchOutcome(file, FetchState.Failed, $"it is made from {lacking.Place}, which is missing."))
            : Build(
                file,
                string.Join(", ", [.. source.From, .. source.Archives.Select(a => a.Download.FileName)]),
                FetchState.Made,
                source.How,
                source.Archives,
                path => source.Make(folders, path)
            );
    }

    private FetchOutcome Build(
        FullFile file,
        string from,
        FetchState state,
        string message,
        IEnumerable<Archive> archives,
        Action<string> write
    )
    {
        if (archives.Select(a => failed.GetValueOrDefault(a.In(folders))).FirstOrDefault(m => m is not null) is { } failure)
            return Ended(new FetchOutcome(file, FetchState.Failed, failure));
        var path = file.In(folders);
        try
        {
            view.Note($"{(state == FetchState.Made ? "making" : "unpacking")} {file.Place}");
            FileErrors.CreateFolder(Path.GetDirectoryName(path)!);
            FileErrors.Explain(path, () => write(path));
            Record(file, path, from, null);
            return Ended(new FetchOutcome(file, state, message));
        }
        catch (Exception e) when (e is UserErrorException or InvalidDataException)
        {
            return Ended(new FetchOutcome(file, FetchState.Failed, ErrorText.OneLine(e)));
        }
    }

    private FetchOutcome Ended(FetchOutcome outcome)
    {
        view.Ended(outcome);
        return outcome;
    }

    private void Record(FullFile file, string path, string from, Checksum? compared)
    {
        lock (writing)
        {
            records[file.Shelf][file.Place] = FetchRecord.Now(path, from, compared?.ToString());
            FetchRecord.Write(folders.Of(file.Shelf), records[file.Shelf]);
        }
    }

    private IEnumerable<FullFile> Inputs(FullFile file) =>
        file
            .Sources.OfType<Converted>()
            .SelectMany(s => s.From)
            .Select(place => all.Single(f => f.Shelf == Shelf.Data && f.Place == place));

    private static IEnumerable<Archive> ArchivesOf(FileSource source) =>
        source switch
        {
            Unpacked unpacked => [unpacked.Archive],
            Converted converted => converted.Archives,
            _ => [],
        };

    private static bool Needs(FullFile file, Archive archive) => file.Sources.SelectMany(ArchivesOf).Contains(archive);

    private void CheckRoom(IReadOnlyList<FullFile> waiting, IReadOnlyList<Archive> archives)
    {
        foreach (var shelf in waiting.GroupBy(f => folders.Of(f.Shelf)))
        {
            var needed = shelf.Sum(f => f.Bytes) + (shelf.Key == folders.Data ? archives.Sum(a => a.Bytes) : 0) + Spare;
            if (Free(shelf.Key) is { } free && free < needed)
                throw new UserErrorException(
                    $"{shelf.Key} has {Gigabytes(free)} free and about {Gigabytes(needed)} are needed; make room, name another folder with --{shelf.First().Shelf.ToString().ToLowerInvariant()}, or bring a part with --only.",
                    UserErrorException.Missing
                );
        }
    }

    private static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e9:0.0} GB");

    private static RunLock Alone(string folder)
    {
        FileErrors.CreateFolder(folder);
        var path = Path.Combine(folder, ".fetching.lock");
        return RunLock.TryTake(path)
            ?? throw new UserErrorException(
                $"{folder} is being filled by {RunLock.Holder(path)}; wait for it, then run again.",
                UserErrorException.Missing
            );
    }

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
