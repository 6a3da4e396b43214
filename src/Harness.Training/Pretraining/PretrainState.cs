using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>What an unfinished pre-training needs to go on: parameters, moments, the stream's state and the step, in one file.</summary>
internal static class PretrainState
{
    public static void Save(
        string file, IReadOnlyList<(string name, Parameter parameter)> parameters, AdamW optimiser, RandomStream draws, int step)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var s = draws.State;
        IEnumerable<(string, Tensor)> tensors =
        [
            .. parameters.Select(p => ("model/" + p.name, p.parameter.detach())),
            .. optimiser.StateTensors().Select(t => ("optimiser/" + t.key, t.value)),
            ("draws", tensor(new[] { (long)s.A, (long)s.B, (long)s.C, (long)s.D })),
            ("step", tensor((long)step)),
        ];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        SafetensorsWriter.Write(file, tensors);
    }

    /// <summary>Restores a saved state and returns its step; 0 where there is none.</summary>
    public static int TryLoad(
        string file, IReadOnlyList<(string name, Parameter parameter)> parameters, AdamW optimiser, RandomStream draws)
    {
        if (!File.Exists(file))
            return 0;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var opened = SafetensorsFile.Open(file);
        var saved = opened.ReadAll();
        foreach (var (name, parameter) in parameters)
            parameter.copy_(saved["model/" + name]);
        optimiser.LoadState(saved.Where(p => p.Key.StartsWith("optimiser/", StringComparison.Ordinal))
            .ToDictionary(p => p.Key["optimiser/".Length..], p => p.Value));
        var s = saved["draws"].data<long>().ToArray();
        draws.State = new RandomStreamState((ulong)s[0], (ulong)s[1], (ulong)s[2], (ulong)s[3]);
        return (int)saved["step"].item<long>();
    }
}
