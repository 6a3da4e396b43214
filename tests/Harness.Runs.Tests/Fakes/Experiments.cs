using Harness.Runs.Configuration;
using Harness.Runs.Sweeps;

namespace Harness.Runs.Tests.Fakes;

/// <summary>Configurations for tests.</summary>
internal static class Experiments
{
    public const string One = """
        paper: mixphm
        experiment: main
        scale: proxy
        method: {name: mixphm, phm_rank: 2}
        train: {n_d: 16, seed: 13, max_steps: 4}
        """;

    public const string Grid = """
        # Paper: a test
        paper: mixphm
        experiment: main
        scale: proxy
        train: {max_steps: 3}
        sweep:
          seeds: [13, 21]
          n_d:
            16: {train: {max_steps: 4}}
            64: {}
          methods:
            - {method: {name: full}, train: {lr: 3.0e-4}}
            - {method: {name: lora, r: 2}, train: {max_steps: 5}}
            - {method: {name: majority}}
        """;

    /// <summary>Four experiments: one with axes of its own beside the file's, one with others in their place, two with the file's alone.</summary>
    public const string Several = """
        paper: mixphm
        scale: proxy
        train: {n_d: 16, batch_size: 8, max_steps: 4}
        sweep:
          seeds: [13, 21]
          methods:
            - {method: {name: lora, r: 2}}
        experiments:
          rank:
            sweep:
              methods:
                - {method: {name: lora, r: 1}}
                - {method: {name: lora, r: 2}}
          longer:
            train: {max_steps: 16}
            sweep: {seeds: [99]}
          single:
            train: {lr: 5.0e-4}
          main: {}
        """;

    public static ResolvedConfig Resolve(string yaml, params string[] commandLine)
    {
        using var folder = new TemporaryFolder();
        return ExperimentFile.Load(folder.File("own.yaml", yaml)).Resolve(CommandLineSettings.Parse(commandLine));
    }

    public static IReadOnlyList<ResolvedConfig> Cells(string yaml, params string[] commandLine)
    {
        using var folder = new TemporaryFolder();
        return ExperimentFile.Load(folder.File("own.yaml", yaml)).Cells(CommandLineSettings.Parse(commandLine));
    }
}
