using System.Security.Cryptography;
using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Runs.Store;

/// <summary>
/// A results folder: <c>runs/KEY/</c> holds one run each. What has no readable manifest does not exist; it is listed in
/// <see cref="Problems"/> where a manifest is there but cannot be used, and is run again.
/// </summary>
public sealed class RunStore
{
    // About what a small run takes.
    private const int ProbeBytes = 1 << 18;

    private readonly Dictionary<string, RunRecord> runs = [];

    private RunStore(string root) => Root = Path.GetFullPath(root);

    /// <summary>The results folder.</summary>
    public string Root { get; }

    /// <summary>Finished runs, ordered by paper, experiment, method, N_D and seed.</summary>
    public IReadOnlyList<RunRecord> Runs =>
        [.. runs.Values.OrderBy(r => (r.Paper, r.Experiment, r.Method, r.NTrain, r.Seed, r.Key))];

    /// <summary>One line a folder whose manifest cannot be used.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Reads every manifest. A folder that does not exist is an empty store.</summary>
    /// <exception cref="UserErrorException">The folder may not be read; exit code 3.</exception>
    public static RunStore Open(string root)
    {
        var store = new RunStore(root);
        store.Refresh();
        return store;
    }

    /// <summary>Tries whether runs can be stored, before hours of work begin or when one could not be.</summary>
    /// <exception cref="UserErrorException">Read-only, full, or not to be made; exit code 3.</exception>
    public void CheckWritable()
    {
        FileErrors.CreateFolder(Root);
        var probe = Path.Combine(Root, $".probe.{Environment.ProcessId}");
        try
        {
            FileErrors.Explain(Root, () => File.WriteAllBytes(probe, new byte[ProbeBytes]));
        }
        finally
        {
            if (File.Exists(probe))
                File.Delete(probe);
        }
    }

    /// <summary>Reads the manifests again.</summary>
    public void Refresh()
    {
        var problems = new List<string>();
        runs.Clear();
        foreach (var folder in Folders().Order(StringComparer.Ordinal))
        {
            if (Read(folder, out var problem) is { } record)
                runs[record.Key] = record;
            else if (problem is not null)
                problems.Add(problem);
        }
        Problems = problems;
    }

    /// <summary>The finished run of that key, read from the disk now; null where there is none.</summary>
    public RunRecord? Find(string key) => Read(FolderOf(key), out _);

    /// <summary>Where the run of that key lies or would lie.</summary>
    public string FolderOf(string key) => Path.Combine(Root, "runs", key);

    /// <summary>Where the lock of that key lies.</summary>
    public string LockOf(string key) => Path.Combine(Root, "locks", key + ".lock");

    /// <summary>Runs whose key begins with <paramref name="prefix"/>, e.g. as a person types it.</summary>
    public IReadOnlyList<RunRecord> Matching(string prefix) =>
        [.. Runs.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>The finished run in that folder, wherever it lies.</summary>
    /// <exception cref="UserErrorException">There is none; exit code 3.</exception>
    public static RunRecord OfFolder(string folder) =>
        Read(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar), out var problem)
        ?? throw new UserErrorException(problem ?? $"{folder} holds no finished run.", UserErrorException.Missing);

    /// <summary>Keys of folders that begin with <paramref name="prefix"/> and hold no finished run.</summary>
    public IReadOnlyList<string> Unfinished(string prefix) =>
        [
            .. Folders()
                .Select(f => Path.GetFileName(f)!)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !runs.ContainsKey(name))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Names of files that are missing or differ from what the manifest says.</summary>
    public static IReadOnlyList<string> Damaged(RunRecord record) =>
        [
            .. record
                .Files.Where(f => DigestOf(Path.Combine(record.Folder, f.Key)) != f.Value)
                .Select(f => f.Key)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Hex SHA-256 of a file; empty where there is none.</summary>
    internal static string DigestOf(string path)
    {
        if (!File.Exists(path))
            return "";
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private IEnumerable<string> Folders()
    {
        var runsFolder = Path.Combine(Root, "runs");
        try
        {
            return Directory.Exists(runsFolder) ? Directory.GetDirectories(runsFolder) : [];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new UserErrorException(
                $"{runsFolder} cannot be read; choose another results folder with --out.",
                UserErrorException.Missing,
                e
            );
        }
    }

    private static RunRecord? Read(string folder, out string? problem)
    {
        var file = Path.Combine(folder, RunFiles.Manifest);
        problem = null;
        if (!File.Exists(file))
            return null;
        try
        {
            var record = JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(file), JsonText.Pretty);
            if (record?.Key == Path.GetFileName(folder) && record.Files.Keys.All(name => File.Exists(Path.Combine(folder, name))))
                return record with { Folder = folder };
            problem = $"{file}: belongs to another folder, or files that it names are missing; the run is made again.";
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            problem = $"{file}: cannot be used ({e.Message.ReplaceLineEndings(" ")}); the run is made again.";
        }
        return null;
    }
}
