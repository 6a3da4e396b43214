using Harness.Adapters;
using Harness.Data;
using Harness.Data.Files;

namespace Harness.Runs.Configuration;

/// <summary>Lays settings over one another and checks the result; a later layer wins.</summary>
public static class ConfigResolver
{
    /// <param name="layers">Weakest first; the schema's defaults lie below all of them.</param>
    /// <exception cref="UserErrorException">Every problem in one line; exit code 2.</exception>
    public static ResolvedConfig Resolve(params IEnumerable<IEnumerable<Setting>> layers)
    {
        var written = new Dictionary<string, Setting>();
        foreach (var setting in layers.SelectMany(layer => layer))
            written[setting.Path] = setting;

        var problems = new List<string>();
        Load(written, problems);
        var method = Method(written, problems);
        // A grid may name methods of the harness beside those of the assembly.
        if (!method.Options.Contains(MethodCatalog.Assembly))
            written.Remove(MethodCatalog.Assembly.Path);
        var keys = ConfigSchema.For(method);
        foreach (var unknown in written.Values.Where(s => keys.All(k => k.Path != s.Path)))
            problems.Add(Unknown(unknown, keys));
        var values = keys.Select(key => Value(key, written.GetValueOrDefault(key.Path), problems))
            .OfType<ResolvedValue>()
            .ToList();
        // What could not be read is missing from the values; the rest is judged all the same, so that everything is said at once.
        problems.AddRange([.. MethodProblems(values), .. Contradictions(values)]);
        return problems.Count == 0
            ? new ResolvedConfig(values)
            : throw new UserErrorException(string.Join(" ", problems), UserErrorException.BadUsage);
    }

    private static void Load(Dictionary<string, Setting> written, List<string> problems)
    {
        if (!written.TryGetValue(MethodCatalog.Assembly.Path, out var file))
            return;
        try
        {
            PeftMethods.Load(file.Text);
            written[file.Path] = file with { Text = Path.GetFullPath(file.Text) };
        }
        catch (ArgumentException e)
        {
            problems.Add($"{file.Origin}: {file.Path}: {e.Message}");
        }
    }

    // A wrong method name is reported when its value is read; its options cannot be judged then.
    private static MethodSpec Method(Dictionary<string, Setting> written, List<string> problems)
    {
        if (!written.TryGetValue("method.name", out var name))
            return new MethodSpec("", false, false, []);
        if (MethodCatalog.Find(name.Text) is { } method)
            return method;
        problems.Add(
            $"{name.Origin}: no method is called '{name.Text}'; did you mean {NearestName.Of(name.Text, MethodCatalog.Names)}? "
                + $"There are {string.Join(", ", MethodCatalog.Names)}."
        );
        var open = written.Keys.Where(k => k.StartsWith("method.") && k != "method.name");
        return new MethodSpec(name.Text, false, false, [.. open.Select(k => ConfigSchema.Text(k, "", ""))]);
    }

    private static ResolvedValue? Value(KeySpec key, Setting? written, List<string> problems)
    {
        if (written is null)
        {
            if (key.Default is not null)
                return new ResolvedValue(key, key.Default, "default");
            problems.Add(
                $"{key.Path} is missing: {key.Meaning}{(key.Choices.Count > 0 ? $" ({string.Join(", ", key.Choices)})" : "")}."
            );
            return null;
        }
        var value = key.Parse(written.Text, out var problem);
        if (value is not null)
            return new ResolvedValue(key, value, written.Origin);
        if (key.Path != "method.name")
            problems.Add($"{written.Origin}: {key.Path} is '{written.Text}' but {problem}.");
        return null;
    }

    private static string Unknown(Setting setting, IReadOnlyList<KeySpec> keys)
    {
        var owners = MethodCatalog.All.Where(m => m.Options.Any(o => o.Path == setting.Path)).Select(m => m.Name).ToList();
        return owners.Count > 0
            ? $"{setting.Origin}: {setting.Path} is an option of {string.Join(", ", owners)}, not of the method chosen."
            : $"{setting.Origin}: there is no key '{setting.Path}'; did you mean {NearestName.Of(setting.Path, keys.Select(k => k.Path))}?";
    }

    // The method's own lines begin with the option's key.
    private static IEnumerable<string> MethodProblems(List<ResolvedValue> values)
    {
        if (
            values.FirstOrDefault(v => v.Spec.Path == "method.name")?.Value is not string name
            || MethodCatalog.Find(name) is not { } method
        )
            yield break;
        var options = values.Where(v => method.Options.Contains(v.Spec) && v.Spec != MethodCatalog.Assembly).ToList();
        foreach (
            var line in MethodCatalog.Problems(
                method,
                options.Select(o => KeyValuePair.Create(o.Spec.Path["method.".Length..], o.Value))
            )
        )
        {
            var named = options.FirstOrDefault(o =>
                line.StartsWith(o.Spec.Path["method.".Length..] + ":", StringComparison.Ordinal)
            );
            yield return named is null ? line : $"{named.Origin}: method.{line}";
        }
    }

    private static IEnumerable<string> Contradictions(List<ResolvedValue> values)
    {
        ResolvedValue? Of(string path) => values.FirstOrDefault(v => v.Spec.Path == path);
        if (
            Of("train.epochs") is { } epochs
            && Of("train.max_steps") is { } steps
            && Of("method.name") is { } method
            && MethodCatalog.Find((string)method.Value) is { Trains: true }
            && (int)epochs.Value > 0 == (int)steps.Value > 0
        )
            yield return $"exactly one of train.epochs ({epochs.Value}, {epochs.Origin}) and train.max_steps ({steps.Value}, {steps.Origin}) must be above 0.";
        foreach (var (path, what) in new[] { ("train.prompt", "question"), ("train.answer_prompt", "answer") })
            if (Of(path) is { } prompt && !((string)prompt.Value).Contains("{0}"))
                yield return $"{prompt.Origin}: {path} must contain {{0}}, where the {what} goes.";
    }
}
