using System.Text.Json;

namespace Harness.Parity.Folders;

/// <summary>Options of a reference case (<c>config</c> of the manifest).</summary>
public sealed class CaseOptions(JsonElement json)
{
    public bool Has(string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var v) && v.ValueKind != JsonValueKind.Null;

    public long Integer(string key) => Get(key).GetInt64();

    public long Integer(string key, long absent) => Has(key) ? Integer(key) : absent;

    public double Real(string key) => Get(key).GetDouble();

    public double Real(string key, double absent) => Has(key) ? Real(key) : absent;

    public string Text(string key) => Get(key).GetString() ?? "";

    public string Text(string key, string absent) => Has(key) ? Text(key) : absent;

    public bool Flag(string key, bool absent = false)
    {
        if (!Has(key))
            return absent;
        var v = Get(key);
        return v.ValueKind == JsonValueKind.Number ? v.GetDouble() != 0 : v.GetBoolean();
    }

    public IReadOnlyList<double> Reals(string key) => [.. Get(key).EnumerateArray().Select(v => v.GetDouble())];

    public IReadOnlyList<string> Texts(string key) => [.. Get(key).EnumerateArray().Select(v => v.GetString() ?? "")];

    public IReadOnlyList<bool> Flags(string key) => [.. Get(key).EnumerateArray().Select(v => v.GetBoolean())];

    /// <summary>A nested object; empty when absent or null.</summary>
    public CaseOptions Section(string key) => Has(key) ? new CaseOptions(Get(key)) : new CaseOptions(default);

    /// <summary>The keys whose value is true.</summary>
    public IReadOnlyList<string> SetFlags() =>
        json.ValueKind != JsonValueKind.Object
            ? []
            : [.. json.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.True).Select(p => p.Name)];

    /// <summary>The whole object as text.</summary>
    public string Json => json.ValueKind == JsonValueKind.Undefined ? "{}" : json.GetRawText();

    private JsonElement Get(string key) =>
        Has(key) ? json.GetProperty(key) : throw new UnsupportedCaseException($"the case's config has no '{key}'");
}
