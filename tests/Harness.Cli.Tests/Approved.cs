namespace Harness.Cli.Tests;

/// <summary>Texts that were read and found good. With HARNESS_APPROVE=1 the present texts are taken instead of compared.</summary>
internal static class Approved
{
    public static void Check(string name, string text)
    {
        var file = Path.Combine(Repository.Root, "tests", "Harness.Cli.Tests", "Approved", name + ".txt");
        var now = string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("HARNESS_APPROVE") == "1")
            File.WriteAllText(file, now);
        Assert.True(
            File.Exists(file),
            $"{file} is missing; read the text below, then run the tests with HARNESS_APPROVE=1.\n{now}"
        );
        Assert.Equal(File.ReadAllText(file), now);
    }
}
