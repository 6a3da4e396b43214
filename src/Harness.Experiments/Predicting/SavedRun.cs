using System.Text.Json;
using Harness.Adapters;
using Harness.Adapters.Saving;
using Harness.Adapters.Sites;
using Harness.Backbones.VlT5Models;
using Harness.Data.Files;
using Harness.Data.Text;
using Harness.Runs;
using Harness.Runs.Configuration;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using static TorchSharp.torch;

namespace Harness.Experiments.Predicting;

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
            throw Missing(
                $"{folder} holds no {AdapterFolder.ConfigFile}: runs with method {Config.Method.Name} save no adapter, or it was made by an older version."
            );
    }

    public RunConfig Config { get; }

    /// <summary>The tuned model and what it reads text with.</summary>
    /// <exception cref="UserErrorException">The run used another backbone than is found here; exit code 3.</exception>
    public (VlT5 Model, ITokenizer Tokenizer) Open(RunAssets assets)
    {
        var backbone = assets.VlT5.Source(Config);
        var (model, _) = Open(
            backbone.Digest,
            random => Config.Backbone.Weights == "random" ? backbone.RandomModel(0, random) : backbone.LoadModel(0, random)
        );
        return (model, backbone.Tokenizer);
    }

    /// <summary>A tuned model and its method.</summary>
    /// <param name="digest">Of the backbone's files here.</param>
    /// <param name="begin">The model as the run began with it, from the run's generator.</param>
    /// <exception cref="UserErrorException">The run used another backbone; exit code 3.</exception>
    internal (TModel Model, PeftMethod Method) Open<TModel>(string digest, Func<Generator, TModel> begin)
        where TModel : nn.Module, IBackbone
    {
        if (digest != manifest.BackboneDigest)
            throw Missing(
                $"{folder} is an adapter for another {Config.Backbone.Name} (SHA-256 {manifest.BackboneDigest[..12]}…); "
                    + $"the one here is {digest[..12]}…."
            );
        using var generator = new Generator(RunSetup.AdapterSeed(Config.Train.Seed));
        var model = begin(generator);
        var method = AdapterFolder.Load(folder, model);
        model.eval();
        return (model, method);
    }

    // Read as it lies there: a copied folder is as good as the store's.
    private static Manifest Read(string file)
    {
        try
        {
            return
                JsonSerializer.Deserialize<Manifest>(File.ReadAllText(file), JsonText.Pretty)
                    is { BackboneDigest.Length: >= 12 } read
                ? read
                : throw Missing($"{file} does not say which backbone the run tuned.");
        }
        catch (JsonException e)
        {
            throw Missing($"{file} is no manifest of a run: {e.Message}", e);
        }
    }

    private static UserErrorException Missing(string message, Exception? inner = null) =>
        new(message, UserErrorException.Missing, inner);
}
