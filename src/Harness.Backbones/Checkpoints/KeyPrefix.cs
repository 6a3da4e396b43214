namespace Harness.Backbones.Checkpoints;

/// <summary>
/// Published files of one model differ in what stands before their keys: <c>module.</c> after training on several devices, <c>roberta.</c>,
/// <c>transformer.</c>, <c>vision_model.</c> where a model was saved as part of a larger one, nothing where it was saved alone.
/// </summary>
/// <param name="Removed">Taken from the beginning of a file's key, where it stands there.</param>
/// <param name="Added">Put before a file's key unless the model knows the key without it.</param>
internal sealed record KeyPrefix(string Removed, string Added)
{
    private const string Parallel = "module.";

    public static readonly KeyPrefix None = new("", "");

    /// <summary>The prefix under which most keys of the file are keys of the model; none where none is needed.</summary>
    public static KeyPrefix Find(IReadOnlyCollection<string> fileKeys, IReadOnlySet<string> modelKeys)
    {
        var parallel = fileKeys.Count > 0 && fileKeys.All(k => k.StartsWith(Parallel, StringComparison.Ordinal)) ? Parallel : "";
        var plain = fileKeys.Select(k => k[parallel.Length..]).ToHashSet(StringComparer.Ordinal);
        var votes = new Dictionary<KeyPrefix, int> { [new KeyPrefix(parallel, "")] = plain.Count(modelKeys.Contains) };
        foreach (var key in plain)
        foreach (var at in Ends(key))
            if (modelKeys.Contains(key[at..]))
                Vote(new KeyPrefix(parallel + key[..at], ""));
        foreach (var key in modelKeys)
        foreach (var at in Ends(key))
            if (plain.Contains(key[at..]))
                Vote(new KeyPrefix(parallel, key[..at]));
        // The first of the best, so that a change is made only where it helps.
        return votes.MaxBy(v => v.Value).Key;

        void Vote(KeyPrefix prefix) => votes[prefix] = votes.GetValueOrDefault(prefix) + 1;
    }

    public string Apply(string key, Func<string, bool> known)
    {
        if (Removed.Length > 0 && key.StartsWith(Removed, StringComparison.Ordinal))
            key = key[Removed.Length..];
        return Added.Length > 0 && !known(key) ? Added + key : key;
    }

    public override string ToString() =>
        (Removed, Added) switch
        {
            ("", "") => "",
            (_, "") => $"without '{Removed}'",
            ("", _) => $"under '{Added}'",
            _ => $"without '{Removed}', under '{Added}'",
        };

    // Positions just after a full stop.
    private static IEnumerable<int> Ends(string key)
    {
        for (var at = key.IndexOf('.') + 1; at > 0; at = key.IndexOf('.', at) + 1)
            yield return at;
    }
}
