using Harness.Data.Files;

namespace Harness.Tests.Shared;

/// <summary>Texts that were read and found good. With HARNESS_APPROVE=1 the present texts are taken instead of compared.</summary>
internal static class Approved
{
    /// <param name="name">Of the file in the folder <c>Approved</c> of the test project.</param>
    public static void Check(string name, string text)
    {
        var root = RepositoryRoot.Above(AppContext.BaseDirectory)!;
        var file = Path.Combine(root, "tests", typeof(Approved).Assembly.GetName().Name!, "Approved", name + ".txt");
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
