using System.Text.Json;
using Harness.Adapters;
using Harness.Adapters.Saving;
using Harness.Adapters.Sites;
using Harness.Data.Pictures;
using Harness.Experiments;
using Harness.Runs.Configuration;
using Harness.Runs.Store;
using Harness.Training.Multitask;
using TorchSharp;

namespace Harness.Cli.Tests.Verbs;

public sealed class PredictVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("predict-").FullName;
    private readonly string image;

    public PredictVerbTests()
    {
        image = Path.Combine(folder, "picture.png");
        var rgb = new byte[3 * 20 * 12];
        for (var i = 0; i < rgb.Length; i += 3)
            rgb[i] = 200;
        File.WriteAllBytes(image, PictureCodec.Encode(new Picture(20, 12, rgb)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_small_backbone_answers_about_any_picture()
    {
        var answer = Ask();
        Assert.NotEmpty(answer.GetProperty("answer").GetString()!);
        Assert.DoesNotContain('<', answer.GetProperty("answer").GetString()!);
        Assert.InRange(answer.GetProperty("score").GetDouble(), 0, 1);
        Assert.InRange(answer.GetProperty("seconds").GetDouble(), 0, 600);
        var scores = answer.GetProperty("alternatives").EnumerateArray().Select(a => a.GetProperty("score").GetDouble()).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public void A_run_folder_gives_what_the_run_learnt()
    {
        var (bare, tuned) = (Ask(), Ask("--adapter", Run("lora")));
        Assert.Equal("lora", tuned.GetProperty("method").GetString());
        Assert.NotEqual(bare.GetProperty("score").GetDouble(), tuned.GetProperty("score").GetDouble());
    }

    [Fact]
    public void An_adapter_taken_out_of_its_run_answers_alike()
    {
        var run = Run("pfeiffer");
        var whole = Ask("--adapter", run);
        File.Delete(Path.Combine(run, "manifest.json"));
        Assert.Equal(whole.GetProperty("score").GetDouble(), Ask("--adapter", run).GetProperty("score").GetDouble(), 6);
    }

    [Fact]
    public void It_says_where_it_looked()
    {
        Assert.Equal("grid", Ask().GetProperty("regions").GetString());
        FailsWith("'nowhere'", 2, image, "what is it?", "--regions", "nowhere");
    }

    [Fact]
    public void What_does_not_fit_is_one_line()
    {
        var run = Run("lora");
        Fails("there is no backbone 'vl-t5-smal'; did you mean vl-t5-small?", 2, "--backbone", "vl-t5-smal");
        Fails(
            "the adapter was trained on vl-t5-small, not on roberta; leave --backbone out.",
            2,
            "--adapter",
            run,
            "--backbone",
            "roberta"
        );
        Fails("is no folder of a finished run: it has no manifest.json.", 3, "--adapter", folder);
        File.WriteAllText(Path.Combine(run, "manifest.json"), """{"backbone_digest": "0123456789abcdef"}""");
        Fails("is an adapter for another vl-t5-small (SHA-256 0123456789ab…)", 3, "--adapter", run);
        File.WriteAllText(Path.Combine(run, "manifest.json"), "{}");
        Fails("does not say which backbone the run tuned.", 3, "--adapter", run);
        Fails("holds no adapter.json: runs with method lora save no adapter", 3, "--adapter", Run("lora", save: false));
        var other = Path.Combine(run, "adapter.json");
        File.WriteAllText(other, File.ReadAllText(other).Replace("\"fingerprint\": \"", "\"fingerprint\": \"0"));
        File.Delete(Path.Combine(run, "manifest.json"));
        Fails("was trained on vl-t5-small with fingerprint", 3, "--adapter", run);
    }

    [Fact]
    public void What_is_no_picture_is_one_line()
    {
        var text = Path.Combine(folder, "text.png");
        File.WriteAllText(text, "no picture at all, but long enough to hold a signature");
        FailsWith($"{text} cannot be read as a picture", 3, text, "what is it?");
        FailsWith("does not exist; name a picture file.", 3, text + "x", "what is it?");
        FailsWith("is a folder; name a picture file.", 3, folder, "what is it?");
        FailsWith("the question is empty", 2, image, " ");
    }

    [Fact]
    public void A_run_of_ViT_and_RoBERTa_answers_with_one_of_its_answers()
    {
        var run = RunOf(
            "proxy.yaml",
            "questions.jsonl",
            "\"question\": \"what is this ?\", \"answer\": ",
            ["ink", "soot", "ink", "paper", "ink", "paper"]
        );
        var answer = Ask("--adapter", run);
        Assert.Contains(answer.GetProperty("answer").GetString(), new[] { "ink", "soot", "paper" });
        Assert.Equal(3, answer.GetProperty("alternatives").GetArrayLength());
        Assert.InRange(answer.GetProperty("score").GetDouble(), 0, 1);
        Assert.Contains(
            "vit-roberta-small answers questions and writes no captions; ask",
            Invocation.Of("predict", "--image", image, "--adapter", run).Errors
        );
        Fails("vit-roberta-small says nothing by itself; --adapter", 2, "--backbone", "vit-roberta-small");
        // As the run itself answered.
        var said = File.ReadLines(Path.Combine(run, RunFiles.Predictions)).Select(l => JsonDocument.Parse(l).RootElement).First();
        var again = Invocation.Of(
            "predict",
            "--image",
            Path.Combine(folder, "5.png"),
            "--question",
            "what is this ?",
            "--adapter",
            run,
            "--json"
        );
        Assert.Equal(
            said.GetProperty("prediction").GetString(),
            JsonDocument.Parse(again.Output).RootElement.GetProperty("answer").GetString()
        );
    }

    [Fact]
    public void A_run_of_ViT_and_GPT_2_writes_a_caption()
    {
        var run = RunOf(
            "proxy-captions.yaml",
            "captions.jsonl",
            "\"caption\": ",
            ["a cat", "a dog", "a cat", "a hat", "a dog", "a cat"]
        );
        var called = Invocation.Of("predict", "--image", Path.Combine(folder, "5.png"), "--adapter", run, "--json");
        Assert.True(called.Code == 0, called.Errors);
        var said = File.ReadLines(Path.Combine(run, RunFiles.Predictions)).Select(l => JsonDocument.Parse(l).RootElement).First();
        Assert.Equal(
            said.GetProperty("prediction").GetString(),
            JsonDocument.Parse(called.Output).RootElement.GetProperty("answer").GetString()
        );
        Fails("vit-gpt2-small writes captions and answers no questions; leave --question out.", 2, "--adapter", run);
    }

    [Fact]
    public void The_shipped_captioner_describes_any_picture()
    {
        var called = Invocation.Of("predict", "--image", image, "--caption", "--json");
        Assert.True(called.Code == 0, called.Errors);
        var caption = JsonDocument.Parse(called.Output).RootElement;
        Assert.Equal("vit-gpt2-small", caption.GetProperty("backbone").GetString());
        Assert.Contains(' ', caption.GetProperty("answer").GetString()!);
        Fails("--question asks, --caption describes; choose one.", 2, "--caption");
        var nothing = Invocation.Of("predict", "--image", image);
        Assert.Equal(2, nothing.Code);
        Assert.Contains("--question TEXT asks about the picture, --caption describes it.", nothing.Errors);
    }

    [Fact]
    public void A_run_of_CLIP_BART_answers_questions_and_writes_captions()
    {
        var run = Run("lora", of: "clip-bart-small");
        Assert.NotEmpty(Ask("--adapter", run).GetProperty("answer").GetString()!);
        var caption = Invocation.Of("predict", "--image", image, "--adapter", run);
        Assert.Equal((0, ""), (caption.Code, caption.Errors));
    }

    // One step on five pictures of one's own; the sixth tests.
    private string RunOf(string experiment, string file, string key, string[] texts)
    {
        for (var i = 0; i < 6; i++)
            File.WriteAllBytes(
                Path.Combine(folder, $"{i}.png"),
                PictureCodec.Encode(new Picture(2, 2, [.. Enumerable.Repeat((byte)(40 * i), 12)]))
            );
        File.WriteAllLines(
            Path.Combine(folder, file),
            texts.Select((t, i) => $$"""{"picture": "{{i}}.png", {{key}}"{{t}}", "split": "{{(i < 5 ? "train" : "test")}}"}""")
        );
        var called = Invocation.Of(
            "run",
            $"paper/routing/experiments/{experiment}",
            "method.name=pfeiffer",
            $"dataset.name={folder}",
            "dataset.train=train",
            "dataset.test=test",
            "train.n_d=3",
            "train.n_dev=2",
            "train.seed=13",
            "train.max_steps=1",
            "train.looks=1",
            "--out",
            Path.Combine(folder, "results")
        );
        Assert.True(called.Code == 0, called.Errors);
        return Directory.GetDirectories(Path.Combine(folder, "results", "runs")).Single();
    }

    private JsonElement Ask(params string[] more)
    {
        var called = Invocation.Of([
            "predict",
            "--image",
            image,
            "--question",
            "what is the color of the background ?",
            "--json",
            "--regions",
            "grid",
            .. more,
        ]);
        Assert.Equal(0, called.Code);
        return JsonDocument.Parse(called.Output).RootElement;
    }

    private void Fails(string part, int code, params string[] more) => FailsWith(part, code, image, "what is it?", more);

    private static void FailsWith(string part, int code, string image, string question, params string[] more)
    {
        var called = Invocation.Of(["predict", "--image", image, "--question", question, .. more]);
        Assert.Contains(part, called.Errors);
        Assert.Single(called.Errors.TrimEnd().Split('\n'));
        Assert.Equal((code, ""), (called.Code, called.Output));
    }

    // A folder as a run leaves it, with weights drawn instead of learnt.
    private string Run(string method, bool save = true, string of = "vl-t5-small")
    {
        var run = Directory.CreateDirectory(Path.Combine(folder, $"run-{Guid.NewGuid():N}")).FullName;
        var assets = new RunAssets(Repository.Backbones, folder).VlT5;
        var config = ConfigResolver.Resolve([
            CommandLineSettings.Parse([
                "paper=mixphm",
                "experiment=main",
                "scale=proxy",
                $"method.name={method}",
                "train.n_d=16",
                "train.seed=13",
                "train.max_steps=1",
                $"backbone.name={of}",
            ]),
        ]);
        var small = new ClipBartFolder(Path.Combine(Repository.Backbones, "clip-bart-small"));
        var joint = of == "clip-bart-small";
        File.WriteAllText(Path.Combine(run, "config.yaml"), config.ToYaml());
        File.WriteAllText(
            Path.Combine(run, "manifest.json"),
            $$"""{"backbone_digest": "{{(joint ? small.Digest : assets.Folder(config.Config.Backbone).Digest)}}"}"""
        );
        if (!save)
            return run;
        using var generator = new torch.Generator(RunSetup.AdapterSeed(13));
        IBackbone model = joint ? small.LoadModel(0, generator) : assets.Folder(config.Config.Backbone).LoadModel(0);
        using var module = model.Root;
        var (tuning, bare) = (PeftMethods.Create(method), BaseModel.Of(model));
        tuning.Apply(model, generator);
        using (torch.no_grad())
        {
            foreach (var (_, parameter) in PeftMethod.Trainable(model))
                parameter.normal_(0, 0.3, generator);
        }
        AdapterFolder.Save(run, model, tuning, bare);
        return run;
    }
}
