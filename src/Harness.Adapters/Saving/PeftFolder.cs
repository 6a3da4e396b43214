using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Adapters.Lora;
using Harness.Adapters.Saving.Safetensors;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving;

/// <summary>
/// LoRA in the folder format of PEFT (https://github.com/huggingface/peft): <c>adapter_config.json</c> and <c>adapter_model.safetensors</c> with
/// keys <c>base_model.model.&lt;path&gt;.lora_A.weight</c>. The base fingerprint stands in the tensor file's metadata, which PEFT ignores.
/// </summary>
public static class PeftFolder
{
    public const string WeightsFile = "adapter_model.safetensors";
    public const string ConfigFile = "adapter_config.json";

    internal const string Prefix = "base_model.model.";
    private const string Fingerprint = "base_fingerprint";
    private static readonly JsonSerializerOptions json = new() { WriteIndented = true };

    // Settings that change what the tensors mean, with the values that mean plain LoRA.
    private static readonly (string Key, string[] Plain)[] mustBe =
    [
        ("peft_type", ["\"LORA\""]),
        ("bias", ["\"none\""]),
        ("use_dora", ["false"]),
        ("lora_bias", ["false"]),
        ("modules_to_save", ["null", "[]"]),
        ("layers_to_transform", ["null"]),
        ("exclude_modules", ["null", "[]"]),
        ("rank_pattern", ["{}", "null"]),
        ("alpha_pattern", ["{}", "null"]),
        ("target_parameters", ["null", "[]"]),
        ("trainable_token_indices", ["null"]),
        ("init_lora_weights", ["true", "false", "\"gaussian\""]),
        ("layer_replication", ["null"]),
        ("use_qalora", ["false"]),
        ("use_bdlora", ["null"]),
        ("alora_invocation_tokens", ["null"]),
        ("arrow_config", ["null"]),
        ("kasa_config", ["null"]),
        ("monteclora_config", ["null"]),
        ("velora_config", ["null"]),
    ];

    /// <summary>Writes an adapted backbone's LoRA tensors and configuration.</summary>
    /// <param name="bare">Taken before the method was applied.</param>
    public static void Save(string folder, IBackbone adapted, LoraMethod method, BaseModel bare)
    {
        var targets = adapted.Projections.Where(p => p.Delta is not null).ToList();
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsFile),
            bare.AdapterTensors(adapted).Select(t => (Prefix + t.name, t.tensor)),
            new Dictionary<string, string> { ["format"] = "pt", [Fingerprint] = bare.Fingerprint }
        );
        SavedText.Write(
            Path.Combine(folder, ConfigFile),
            JsonSerializer.Serialize(
                new SortedDictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["alpha_pattern"] = new Dictionary<string, object>(),
                    ["auto_mapping"] = null,
                    ["base_model_name_or_path"] = bare.Name,
                    ["bias"] = "none",
                    ["fan_in_fan_out"] = targets.Any(t => t is { Layer: null, InputMajor: true }),
                    ["inference_mode"] = true,
                    ["init_lora_weights"] = true,
                    ["layers_pattern"] = null,
                    ["layers_to_transform"] = null,
                    ["lora_alpha"] = Number(method.LoraAlpha),
                    ["lora_bias"] = false,
                    ["lora_dropout"] = method.LoraDropout,
                    ["modules_to_save"] = null,
                    ["peft_type"] = "LORA",
                    ["r"] = method.R,
                    ["rank_pattern"] = new Dictionary<string, object>(),
                    ["revision"] = null,
                    ["target_modules"] = Names(adapted, targets),
                    ["task_type"] = null,
                    ["use_dora"] = false,
                    ["use_rslora"] = method.UseRsLora,
                },
                json
            ) + "\n"
        );
    }

    /// <summary>Applies a folder that PEFT or <see cref="Save"/> wrote to a bare backbone; gives the method.</summary>
    /// <exception cref="CheckpointException">No plain LoRA; another base model (where the file says which); a key is missing, extra or mis-shaped.</exception>
    public static LoraMethod Load(string folder, IBackbone backbone)
    {
        var path = Path.Combine(folder, ConfigFile);
        using var config = SavedText.Json(path);
        // PEFT looks everywhere, a vision tower included.
        var method = Method(path, config.RootElement) with
        {
            Stacks = [.. backbone.Projections.Select(p => p.Address.Stack).Distinct()],
        };
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        var bare = BaseModel.Of(backbone);
        if (file.Metadata.TryGetValue(Fingerprint, out var fingerprint))
            bare.Check(file.Path, fingerprint, Text(config.RootElement, "base_model_name_or_path") ?? "another model");
        if (method.Validate(backbone) is { Count: > 0 } problems)
            throw new CheckpointException($"{path}: {string.Join(" ", problems)}");
        using var generator = new Generator(0); // every drawn value is overwritten
        method.Apply(backbone, generator);
        AdapterTensors.Load(file, [.. bare.AdapterTensors(backbone).Select(t => (Prefix + t.name, t.tensor))]);
        return method;
    }

    /// <summary>The method that a configuration describes.</summary>
    internal static LoraMethod Method(string path, JsonElement root)
    {
        foreach (var (key, plain) in mustBe)
            if (
                root.TryGetProperty(key, out var value)
                && !plain.Contains(value.GetRawText().Replace(" ", "", StringComparison.Ordinal))
            )
                throw new CheckpointException(
                    $"{path}: {key} is {value.GetRawText()}; only {string.Join(" or ", plain)} can be loaded."
                );
        try
        {
            return new LoraMethod
            {
                R = root.GetProperty("r").GetInt32(),
                LoraAlpha = root.GetProperty("lora_alpha").GetDouble(),
                LoraDropout = root.TryGetProperty("lora_dropout", out var dropout) ? dropout.GetDouble() : 0,
                UseRsLora = root.TryGetProperty("use_rslora", out var stable) && stable.GetBoolean(),
                TargetModules = Targets(root.GetProperty("target_modules")),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CheckpointException(
                $"{path}: r, lora_alpha or target_modules (names, or an expression over paths) is missing or malformed.",
                e
            );
        }
    }

    // A list of names, or one regular expression that has to match a whole path.
    private static IReadOnlyList<string> Targets(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select(t => t.GetString()!)];
        if (value.GetString() is SiteSelection.AllLinear)
            return [SiteSelection.AllLinear];
        _ = new Regex(value.GetString()!); // a malformed one is told here, with the file's name
        return ["^" + value.GetString()];
    }

    // Last parts of the paths where these select the same maps, whole paths otherwise (updates in one stack only, say).
    private static List<string> Names(IBackbone backbone, List<Projection> targets)
    {
        var last = targets
            .Select(t => t.Address.Path[(t.Address.Path.LastIndexOf('.') + 1)..])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var found = backbone.Projections.Count(p =>
            last.Any(l => p.Address.Path == l || p.Address.Path.EndsWith("." + l, StringComparison.Ordinal))
        );
        return found == targets.Count ? last : [.. targets.Select(t => t.Address.Path)];
    }

    // PEFT writes whole numbers for whole values.
    private static object Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? (long)value : value;

    private static string? Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
