using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Runs.Tests.Execution;

public class CodeFingerprintTests
{
    [Fact]
    public void Is_stable_and_differs_between_assemblies()
    {
        var (runs, tests) = (typeof(RunStore).Assembly.Location, typeof(CodeFingerprintTests).Assembly.Location);
        Assert.Equal(CodeFingerprint.Of(runs), CodeFingerprint.Of(runs));
        Assert.NotEqual(CodeFingerprint.Of(runs), CodeFingerprint.Of(tests));
        Assert.NotEqual(CodeFingerprint.Of(runs, tests), CodeFingerprint.Of(tests, runs));
        Assert.Matches("^[0-9a-f]{64}$", CodeFingerprint.Of(runs));
    }
}
