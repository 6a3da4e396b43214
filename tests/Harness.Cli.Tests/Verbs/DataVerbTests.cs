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

    [Fact]
    public void Predictions_of_one_s_own_folder_become_a_page()
    {
        var folder = Directory.CreateTempSubdirectory("harness-own-").FullName;
        try
        {
            string At(string name) => Path.Combine(folder, name);
            File.WriteAllBytes(At("a.png"), Harness.Data.PngEncoder.Encode(new Harness.Data.Picture(1, 1, [9, 9, 9])));
            File.WriteAllText(At("questions.jsonl"), """{"picture": "a.png", "question": "what is this ?", "answer": "ink", "split": "test", "id": "q"}""");
            File.WriteAllText(At("said.jsonl"), """{"question_id": "q", "prediction": "soot"}""");
            var called = Invocation.Of("data", "show", folder, "--predictions", $"mine={At("said.jsonl")}", "--out", At("page.html"));
            Assert.Equal((0, ""), (called.Code, called.Errors));
            Assert.Contains("soot", File.ReadAllText(At("page.html")));
            Assert.Contains("there is no folder", Invocation.Of("data", "show", At("nowhere")).Errors);
            Assert.Equal(3, Invocation.Of("data", "show", "gqa", "--data", folder).Code);
            Assert.Equal(3, Invocation.Of("data", "show", folder, "--predictions", At("nowhere")).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
