namespace Harness.Cli.Tests.Verbs;

public class DataVerbTests
{
    [Fact]
    public void Show_writes_a_png()
    {
        var file = Path.Combine(Path.GetTempPath(), $"harness-sheet-{Environment.ProcessId}.png");
        try
        {
            var called = Invocation.Of("data", "show", "shapes", "--count", "2", "--out", file);
            Assert.Equal((0, file), (called.Code, called.Output.Trim()));
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(file)[..4]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
