using System.Text.Json;
using Harness.Adapters.AnyModel;
using Harness.Adapters.Lora;
using Harness.Adapters.Saving.Safetensors;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving;

/// <summary>
/// A saved adapter of any method: <c>adapter.safetensors</c> with the adapter's tensors alone, <c>adapter.json</c> with the method, its
/// options and the base model's fingerprint, and a model card; LoRA also as <see cref="PeftFolder"/> writes it. Loading is strict.
/// </summary>
public static class AdapterFolder
{
    public const string WeightsFile = "adapter.safetensors";
    public const string ConfigFile = "adapter.json";
    public const string CardFile = "README.md";

    private const int Format = 1;
    private static readonly JsonSerializerOptions json = new() { WriteIndented = true };

    /// <summary>Writes the files; the configuration last, so that a folder that has it is whole.</summary>
    /// <param name="adapted">The backbone after <see cref="PeftMethod.Apply"/>.</param>
    /// <param name="bare">Taken before it.</param>
    /// <exception cref="CheckpointException">A file cannot be written.</exception>
    public static void Save(string folder, IBackbone adapted, PeftMethod method, BaseModel bare)
    {
        IReadOnlyList<(string name, Tensor tensor)> tensors =
        [
            .. bare.AdapterTensors(adapted),
            .. bare.AdapterBuffers(adapted).Where(b => b.tensor.ne(0).any().item<bool>()),
        ];
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsFile),
            tensors,
            new Dictionary<string, string> { ["base_fingerprint"] = bare.Fingerprint }
        );
        if (method is LoraMethod lora)
            PeftFolder.Save(folder, adapted, lora, bare);
        SavedText.Write(Path.Combine(folder, CardFile), ModelCard.Of(method, bare, tensors));
        SavedText.Write(
            Path.Combine(folder, ConfigFile),
            JsonSerializer.Serialize(
                new
                {
                    format = Format,
                    method = method.Name,
                    options = method.Options,
                    base_model = new
                    {
                        name = bare.Name,
                        parameters = bare.Parameters,
                        fingerprint = bare.Fingerprint,
                    },
                },
                json
            ) + "\n"
        );
    }

    /// <summary>Applies the saved method to a bare backbone and fills it from the file; gives the method.</summary>
    /// <param name="own">A method that configurations cannot name, as it was when saved; null: the saved name and options say which.</param>
    /// <exception cref="CheckpointException">Another base model or method; a file that is missing, damaged or of another shape.</exception>
    public static PeftMethod Load(string folder, IBackbone backbone, PeftMethod? own = null)
    {
        var path = Path.Combine(folder, ConfigFile);
        using var config = SavedText.Json(path);
        var (method, fingerprint, name) = Read(path, config.RootElement, own);
        var bare = BaseModel.Of(backbone);
        bare.Check(path, fingerprint, name);
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        using var generator = new Generator(0); // every drawn value is overwritten
        method.Apply(backbone, generator);
        AdapterTensors.Load(file, bare.AdapterTensors(backbone), bare.AdapterBuffers(backbone));
        return method;
    }

    /// <summary>Saves the active adapter of a model of one's own; LoRA also in PEFT's format.</summary>
    /// <exception cref="CheckpointException">A file cannot be written.</exception>
    public static void SaveAdapter(this AdaptedModel tuned, string folder) =>
        Save(folder, tuned.Backbone, tuned.Method, BaseModel.Of(tuned));

    /// <summary>Puts a saved adapter on a model of one's own, which must be the one that it was trained on; also a folder of PEFT's.</summary>
    /// <param name="sites">As they were when the adapter was made.</param>
    /// <exception cref="CheckpointException">Another base model; a file that is missing, damaged or of another shape. The model is as it was.</exception>
    public static AdaptedModel LoadAdapter(this nn.Module model, string folder, ModelSites? sites = null)
    {
        var peft = !File.Exists(Path.Combine(folder, ConfigFile));
        var path = Path.Combine(folder, peft ? PeftFolder.ConfigFile : ConfigFile);
        using var config = SavedText.Json(path);
        var method = peft ? PeftFolder.Method(path, config.RootElement) : Read(path, config.RootElement, null).Method;
        using var file = SafetensorsFile.Open(Path.Combine(folder, peft ? PeftFolder.WeightsFile : WeightsFile));
        var tuned = Applied(path, model, method, sites);
        try
        {
            var bare = BaseModel.Of(tuned);
            if (file.Metadata.TryGetValue("base_fingerprint", out var fingerprint))
                bare.Check(path, fingerprint, "another model");
            AdapterTensors.Load(
                file,
                [.. bare.AdapterTensors(tuned.Backbone).Select(t => ((peft ? PeftFolder.Prefix : "") + t.name, t.tensor))],
                peft ? null : bare.AdapterBuffers(tuned.Backbone)
            );
            return tuned;
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }

    private static AdaptedModel Applied(string path, nn.Module model, PeftMethod method, ModelSites? sites)
    {
        try
        {
            return model.WithAdapter(method, sites);
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException($"{path}: does not fit this model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static (PeftMethod Method, string Fingerprint, string Base) Read(string path, JsonElement root, PeftMethod? own)
    {
        try
        {
            if (root.GetProperty("format").GetInt32() is var format && format != Format)
                throw new CheckpointException($"{path}: has format {format}; this version reads format {Format}.");
            var bare = root.GetProperty("base_model");
            var options = root.GetProperty("options")
                .EnumerateObject()
                .Select(o => KeyValuePair.Create(o.Name, SavedText.Value(o.Value)));
            var name = root.GetProperty("method").GetString()!;
            if (own is not null && own.Name != name)
                throw new CheckpointException($"{path}: holds the method '{name}', not '{own.Name}'.");
            return (
                own ?? PeftMethods.Create(name, options),
                bare.GetProperty("fingerprint").GetString()!,
                bare.GetProperty("name").GetString()!
            );
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CheckpointException($"{path}: is not a saved adapter ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }
}

/// <summary>Copies a file's tensors into exactly the parameters that it should hold.</summary>
internal static class AdapterTensors
{
    /// <summary>Every key is checked before the first number is copied.</summary>
    /// <param name="optional">What the file may lack.</param>
    /// <exception cref="CheckpointException">A key is missing, extra or mis-shaped; the message names it.</exception>
    public static void Load(
        SafetensorsFile file,
        IReadOnlyList<(string name, Tensor tensor)> expected,
        IReadOnlyList<(string name, Tensor tensor)>? optional = null
    )
    {
        Named(file.Path, "lacks", expected.Select(t => t.name).Where(n => !file.Contains(n)));
        expected = [.. expected, .. (optional ?? []).Where(t => file.Contains(t.name))];
        var shapes = expected.ToDictionary(t => t.name, t => t.tensor.shape);
        Named(file.Path, "holds unknown", file.Entries.Select(e => e.Name).Where(n => !shapes.ContainsKey(n)));
        foreach (var entry in file.Entries)
            if (!entry.Shape.SequenceEqual(shapes[entry.Name]))
                throw new CheckpointException(
                    $"{file.Path}: '{entry.Name}' has shape [{string.Join(", ", entry.Shape)}]; the method needs [{string.Join(", ", shapes[entry.Name])}]."
                );
        using var _ = no_grad();
        foreach (var (name, tensor) in expected)
        {
            using var scope = NewDisposeScope();
            tensor.copy_(file.Read(name));
        }
    }

    private static void Named(string path, string verb, IEnumerable<string> keys)
    {
        var list = keys.ToList();
        if (list.Count > 0)
            throw new CheckpointException(
                $"{path}: {verb} {list.Count} tensor(s): {string.Join(", ", list.Take(4))}{(list.Count > 4 ? ", …" : "")}."
            );
    }
}
