using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Gpt2Models;
using Harness.Data.Files;
using Harness.Data.Tests.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Checkpoints;

public sealed class PublishedFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("published").FullName;
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Configuration_weights_and_tokenizer_come_from_one_folder()
    {
        File.WriteAllText(
            In("config.json"),
            """{"model_type": "gpt2", "vocab_size": 40, "n_positions": 30, "n_embd": 16, "n_layer": 2, "n_head": 4, "bos_token_id": 2, "eos_token_id": 2}"""
        );
        File.Copy(TextGoldens.Path("bytebpe.gpt2.vocab.json"), In("vocab.json"));
        File.Copy(TextGoldens.Path("bytebpe.merges.txt"), In("merges.txt"));
        var source = new Gpt2(Samples.Gpt2, Samples.Generator());
        SafetensorsWriter.Write(
            In("model.safetensors"),
            source.named_parameters().Select(p => (p.name.Replace("transformer.", ""), (Tensor)p.parameter))
        );
        var published = new PublishedFolder(folder);
        var model = new Gpt2(Gpt2Config.FromJson(published.Config));
        using var weights = published.OpenWeights();
        var report = CheckpointLoader.Load(model, weights);
        Assert.Empty(report.Missing);
        Assert.Equal("under 'transformer.'", report.Prefix);
        var tokenizer = published.Tokenizer();
        Assert.Equal("a brown dog", tokenizer.Decode(tokenizer.Encode("a brown dog").Select(i => (long)i)));
    }

    [Theory]
    [InlineData("t5", "spiece.model", "t5like.model")]
    [InlineData("roberta", "vocab.json", "bytebpe.roberta.vocab.json")]
    [InlineData("bart", "vocab.json", "bytebpe.roberta.vocab.json")]
    public void Each_kind_of_model_has_its_tokenizer(string type, string name, string golden)
    {
        File.WriteAllText(In("config.json"), $$"""{"model_type": "{{type}}"}""");
        Assert.Contains(name, Assert.Throws<BadFileException>(() => new PublishedFolder(folder).Tokenizer()).Message);
        File.Copy(TextGoldens.Path(golden), In(name));
        File.Copy(TextGoldens.Path("bytebpe.merges.txt"), In("merges.txt"));
        var tokenizer = new PublishedFolder(folder).Tokenizer();
        Assert.Equal("</s>", tokenizer.TokenOf(tokenizer.EndId));
    }

    [Theory]
    [InlineData("""{"model_type": "vit"}""", "no tokenizer is known for model_type 'vit'")]
    [InlineData("""{}""", "model_type")]
    [InlineData("""[1""", "not a model's configuration")]
    public void What_is_wrong_is_one_line(string config, string says)
    {
        Assert.Contains("config.json", Assert.Throws<CheckpointException>(() => new PublishedFolder(folder)).Message);
        File.WriteAllText(In("config.json"), config);
        var error = Assert.Throws<CheckpointException>(() => new PublishedFolder(folder).Tokenizer()).Message;
        Assert.Contains(says, error);
        Assert.DoesNotContain('\n', error);
    }

    private string In(string name) => Path.Combine(folder, name);
}
