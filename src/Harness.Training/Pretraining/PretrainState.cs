using System.Text.Json;
using Harness.Adapters.Saving.Safetensors;
using Harness.Data.Sampling;
using Harness.Training.Optimisers;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>What an unfinished pre-training needs to go on: parameters (and buffers that learn), moments, the stream's state, the step and the looks so far, in one file.</summary>
internal static class PretrainState
{
    public static void Save(
        string file,
        IReadOnlyList<(string name, Tensor tensor)> learnt,
        AdamW optimiser,
        RandomStream draws,
        int step,
        IReadOnlyList<PretrainLook> looks
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var s = draws.State;
        IEnumerable<(string, Tensor)> tensors =
        [
            .. learnt.Select(p => ("model/" + p.name, p.tensor.detach())),
            .. optimiser.StateTensors().Select(t => ("optimiser/" + t.key, t.value)),
            ("draws", tensor(new[] { (long)s.A, (long)s.B, (long)s.C, (long)s.D })),
            ("step", tensor((long)step)),
        ];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        SafetensorsWriter.Write(file, tensors, new Dictionary<string, string> { ["looks"] = JsonSerializer.Serialize(looks) });
    }

    /// <summary>Restores a saved state and returns its step and the looks so far; 0 and none where nothing is saved.</summary>
    public static (int step, List<PretrainLook> looks) TryLoad(
        string file,
        IReadOnlyList<(string name, Tensor tensor)> learnt,
        AdamW optimiser,
        RandomStream draws
    )
    {
        if (!File.Exists(file))
            return (0, []);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var opened = SafetensorsFile.Open(file);
        var saved = opened.ReadAll();
        foreach (var (name, value) in learnt)
            value.copy_(saved["model/" + name]);
        optimiser.LoadState(
            saved
                .Where(p => p.Key.StartsWith("optimiser/", StringComparison.Ordinal))
                .ToDictionary(p => p.Key["optimiser/".Length..], p => p.Value)
        );
        var s = saved["draws"].data<long>().ToArray();
        draws.State = new RandomStreamState((ulong)s[0], (ulong)s[1], (ulong)s[2], (ulong)s[3]);
        return ((int)saved["step"].item<long>(), JsonSerializer.Deserialize<List<PretrainLook>>(opened.Metadata["looks"])!);
    }
}
