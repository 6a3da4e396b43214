using System.Text.Json;
using Harness.Data.Sampling;
using Harness.Parity;
using Harness.Parity.Sampling;

namespace Harness.Backbones.Tests.Parity.Sampling;

public sealed class SamplingParityTests
{
    [Fact]
    public void Draws_equal_the_reference()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Parity", "goldens", "sampling.json");
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        var results = SamplingParity.Check(file.RootElement).ToList();
        Assert.True(results.Count >= 15);
        Assert.Empty(results.Where(r => r.Outcome != ParityOutcome.Pass).Select(r => $"{r.Group} {r.Case}: {r.Message}"));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        var random = new PythonDraws(new PythonRandom(1));
        Assert.Throws<ArgumentException>(() => random.Sample([1, 2], 3));
        Assert.Throws<ArgumentException>(() => random.RandRange(5, 5));
        Assert.Throws<ArgumentException>(() => random.Choices([1, 2], 1, [0.0, 0.0]));
    }
}
