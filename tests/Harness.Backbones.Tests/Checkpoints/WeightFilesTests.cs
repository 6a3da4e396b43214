using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Tests.Checkpoints.Torch;
using TorchSharp;

namespace Harness.Backbones.Tests.Checkpoints;

public sealed class WeightFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("weights").FullName;
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_folder_is_what_it_holds()
    {
        Assert.Contains("looked for model.safetensors", Error(folder));
        File.WriteAllBytes(
            In("pytorch_model.bin"),
            ArchiveBuilder.Zip(
                b => b.Dictionary(("bin", t => t.Tensor(s => s.Storage("FloatStorage", "0", 1), 0, [1], [1]))),
                ("0", 1, new byte[4])
            )
        );
        Assert.Equal(["bin"], Names(folder));
        Shards();
        File.WriteAllText(
            In("model.safetensors.index.json"),
            """{"metadata": {"total_size": 8}, "weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}"""
        );
        Assert.Equal(["a", "b"], Names(folder));
        SafetensorsWriter.Write(In("model.safetensors"), [("one", torch.zeros(1))]);
        Assert.Equal(["one"], Names(folder));
    }

    [Fact]
    public void Shards_are_read_as_one()
    {
        Shards();
        File.WriteAllText(In("x.index.json"), """{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}""");
        using var file = WeightFiles.Open(In("x.index.json"));
        Assert.Equal((1, 2), (file.Read("a").ToSingle(), file.Read("b").ToSingle()));
        Assert.Contains("'c'", Assert.Throws<CheckpointException>(() => file.Read("c")).Message);
    }

    [Theory]
    [InlineData(
        """{"weight_map": {"a": "model-1.safetensors", "b": "model-3.safetensors"}}""",
        "model-3.safetensors that it lists is missing"
    )]
    [InlineData(
        """{"weight_map": {"a": "model-1.safetensors", "b": "model-1.safetensors"}}""",
        "lists the tensor 'b', which is not in model-1.safetensors"
    )]
    [InlineData("""{"weight_map": {"a": "model-1.safetensors", "a": "model-1.safetensors"}}""", "listed twice")]
    [InlineData("""{"weight_map": {"a": "../model-1.safetensors"}}""", "not the name of a file")]
    [InlineData("""{"weight_map": {"a": ".."}}""", "not the name of a file")]
    [InlineData("""{"weight_map": {"a": "x.index.json"}}""", "not the name of a file")]
    [InlineData("""{"weight_map": {"a": 3}}""", "not an index")]
    [InlineData("""{"weight_map": {}}""", "lists no tensors")]
    [InlineData("""{}""", "not an index")]
    [InlineData("""{"weight_map""", "not an index")]
    public void An_index_that_does_not_fit_its_files_is_one_line(string index, string says)
    {
        Shards();
        File.WriteAllText(In("x.index.json"), index);
        Assert.Contains(says, Error(In("x.index.json")));
    }

    [Fact]
    public void A_tensor_that_no_index_lists_is_noticed()
    {
        Shards();
        SafetensorsWriter.Write(In("model-2.safetensors"), [("b", torch.ones(1)), ("c", torch.ones(1))]);
        File.WriteAllText(In("x.index.json"), """{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}""");
        Assert.Contains("does not list the tensor 'c'", Error(In("x.index.json")));
    }

    [Fact]
    public void A_pointer_to_weights_elsewhere_says_how_to_fetch_them()
    {
        File.WriteAllText(In("model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
        Assert.Contains("git lfs pull", Error(folder));
    }

    private void Shards()
    {
        SafetensorsWriter.Write(In("model-1.safetensors"), [("a", torch.full(1, 1f))]);
        SafetensorsWriter.Write(In("model-2.safetensors"), [("b", torch.full(1, 2f))]);
    }

    private string In(string name) => Path.Combine(folder, name);

    private static List<string> Names(string path)
    {
        using var file = WeightFiles.Open(path);
        return [.. file.Entries.Select(e => e.Name)];
    }

    private static string Error(string path)
    {
        var error = Assert.Throws<CheckpointException>(() => WeightFiles.Open(path)).Message;
        Assert.DoesNotContain('\n', error);
        return error;
    }
}
