using System.Text.Json;
using Harness.Backbones;
using Harness.Data;
using Harness.Runs;
using Harness.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>A finished run's folder, from which its tuned model can be made again: the backbone as the run began with it, then the saved adapter.</summary>
public sealed class SavedRun
{
    private sealed record Manifest(string BackboneDigest);

    private readonly string folder;
    private readonly Manifest manifest;

    /// <exception cref="UserErrorException">No run, or one that saved no adapter; exit code 3.</exception>
    public SavedRun(string folder)
    {
        this.folder = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        if (!File.Exists(Path.Combine(this.folder, RunFiles.Manifest)))
            throw Missing($"{folder} is no folder of a finished run: it has no {RunFiles.Manifest}.");
        manifest = Read(Path.Combine(this.folder, RunFiles.Manifest));
        Config = ExperimentFile.Load(Path.Combine(this.folder, RunFiles.Config)).Resolve([]).Config;
        if (!File.Exists(Path.Combine(this.folder, AdapterFolder.ConfigFile)))
            throw Missing($"{folder} holds no {AdapterFolder.ConfigFile}: runs with method {Config.Method.Name} save no adapter, or it was made by an older version.");
    }

    public RunConfig Config { get; }

    /// <summary>The tuned model and what it reads text with.</summary>
    /// <exception cref="UserErrorException">The run used another backbone than is found here; exit code 3.</exception>
    public (VlT5 Model, ITokenizer Tokenizer) Open(VqaAssets assets)
    {
        var backbone = assets.Source(Config);
        if (backbone.Digest != manifest.BackboneDigest)
            throw Missing($"{folder} is an adapter for another {Config.Backbone.Name} (SHA-256 {manifest.BackboneDigest[..12]}…); the one here is {backbone.Digest[..12]}….");
        using var generator = new Generator(VqaRunExecutor.AdapterSeed(Config.Train.Seed));
        var model = Config.Backbone.Weights == "random" ? backbone.RandomModel(0, generator) : backbone.LoadModel(0, generator);
        AdapterFolder.Load(folder, model);
        return (model, backbone.Tokenizer);
    }

    // Read as it lies there: a copied folder is as good as the store's.
    private static Manifest Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Manifest>(File.ReadAllText(file), JsonText.Pretty) is { BackboneDigest.Length: >= 12 } read
                ? read : throw Missing($"{file} does not say which backbone the run tuned.");
        }
        catch (JsonException e)
        {
            throw Missing($"{file} is no manifest of a run: {e.Message}", e);
        }
    }

    private static UserErrorException Missing(string message, Exception? inner = null) => new(message, UserErrorException.Missing, inner);
}
