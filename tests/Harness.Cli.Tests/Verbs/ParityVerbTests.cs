using System.Text.Json;

namespace Harness.Cli.Tests.Verbs;

public class ParityVerbTests
{
    [Fact]
    public void A_value_that_differs_is_a_failure_and_exit_code_1()
    {
        var folder = Directory.CreateTempSubdirectory("harness-parity-");
        try
        {
            // The first two words of CPython's generator for seed 0, the second one wrong by 1.
            File.WriteAllText(
                Path.Combine(folder.FullName, "python_shuffle.json"),
                """{"source": {}, "conventions": [], "mt19937": [{"seed": "0", "getrandbits32": [3626764237]}, {"seed": "1", "getrandbits32": [1]}]}"""
            );
            var called = Invocation.Of("parity", folder.FullName, "--json");
            Assert.Equal(1, called.Code);
            using var json = JsonDocument.Parse(called.Output);
            Assert.Equal(["pass", "fail"], json.RootElement.EnumerateArray().Select(r => r.GetProperty("outcome").GetString()!));
            foreach (var key in (string[])["case", "group", "outcome", "max_abs", "max_rel", "tolerance", "message"])
                Assert.True(json.RootElement[0].TryGetProperty(key, out _), key);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_is_known_by_what_it_holds_whatever_its_name()
    {
        var folder = Directory.CreateTempSubdirectory("harness-parity-");
        try
        {
            File.WriteAllText(
                Path.Combine(folder.FullName, "a.json"),
                """{"source": {}, "conventions": [], "holm": [{"p": [0.01, 0.1], "adjusted": [0.02, 0.1]}]}"""
            );
            File.WriteAllText(
                Path.Combine(folder.FullName, "holm.json"),
                """{"source": {}, "conventions": [], "cases": [{"riddle": 1}]}"""
            );
            File.WriteAllText(
                Path.Combine(folder.FullName, "manifest.json"),
                """{"conventions": [], "files": [{"file": "a.json", "bytes": 1, "sha256": ""}]}"""
            );
            File.WriteAllText(Path.Combine(folder.FullName, "vocab.json"), """{"a": 0}""");
            var called = Invocation.Of("parity", folder.FullName, "--json");
            Assert.Equal(0, called.Code);
            using var json = JsonDocument.Parse(called.Output);
            Assert.Equal(
                ["holm pass", "holm unsupported"],
                json.RootElement.EnumerateArray().Select(r => $"{r.GetProperty("group")} {r.GetProperty("outcome")}")
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("/nowhere", 3)]
    [InlineData("/proc/self/fd", 3)]
    public void A_folder_without_vectors_ends_with_3(string folder, int code) =>
        Assert.Equal(code, Invocation.Of("parity", folder).Code);
}
