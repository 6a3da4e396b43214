using System.Text;
using Harness.Data;

namespace Harness.Runs.Configuration;

/// <summary>One key with its value and where that came from.</summary>
public sealed record ResolvedValue(KeySpec Spec, object Value, string Origin);

/// <summary>A configuration with the provenance of every value.</summary>
public sealed class ResolvedConfig
{
    internal ResolvedConfig(IReadOnlyList<ResolvedValue> values)
    {
        Values = values;
        Config = RunConfigBinder.Bind(values);
    }

    /// <summary>Every key, in schema order.</summary>
    public IReadOnlyList<ResolvedValue> Values { get; }

    public RunConfig Config { get; }

    /// <summary>The same settings as flat YAML-ready text, one <c>key=value</c> a line, sorted: what is hashed.</summary>
    public string Canonical =>
        string.Join('\n', Values.Select(v => $"{v.Spec.Path}={KeySpec.Format(v.Value)}").Order(StringComparer.Ordinal));

    /// <summary>Hex SHA-256 of <see cref="Canonical"/>.</summary>
    public string Digest => FileDigest.OfTexts(Canonical);

    /// <summary>The configuration as YAML without a sweep; reading it back gives the same values.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        var section = "";
        foreach (var value in Values)
        {
            var dot = value.Spec.Path.IndexOf('.');
            var inner = dot > 0 ? value.Spec.Path[..dot] : "";
            if (inner != section && inner.Length > 0)
                text.Append(inner).Append(":\n");
            section = inner;
            text.Append(dot > 0 ? "  " : "")
                .Append(value.Spec.Path[(dot + 1)..])
                .Append(": ")
                .Append(Scalar(value.Value))
                .Append('\n');
        }
        return text.ToString();
    }

    private static string Scalar(object value) =>
        value is string text
        && (text.Length == 0 || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '/')))
            ? $"'{text.Replace("'", "''")}'"
            : KeySpec.Format(value);
}
