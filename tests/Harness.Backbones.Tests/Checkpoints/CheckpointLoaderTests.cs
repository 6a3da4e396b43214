using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.BartModels;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.T5Models;
using Harness.Backbones.VlT5Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Harness.Backbones.Tests.Checkpoints;

public sealed class CheckpointLoaderTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly T5 model = new(Samples.T5);
    private readonly Dictionary<string, Tensor> weights;

    public CheckpointLoaderTests()
    {
        var source = new T5(Samples.T5, Samples.Generator());
        weights = source.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
    }

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Every_weight_arrives()
    {
        var report = CheckpointLoader.Load(model, weights, LoadingOptions.Strict);
        Assert.Equal(weights.Count, report.Loaded.Count);
        Assert.Empty(report.Missing);
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Samples.MaxAbs(p.parameter, weights[p.name])));
    }

    [Fact]
    public void Large_tensors_lie_in_the_file_until_they_are_written_to()
    {
        var folder = Directory.CreateTempSubdirectory("mapped").FullName;
        var file = Path.Combine(folder, "model.safetensors");
        var weight = torch.rand(1024, 512, generator: Samples.Generator());
        SafetensorsWriter.Write(file, [("weight", weight), ("bias", torch.ones(1024))]);
        var written = File.ReadAllBytes(file);
        var (first, second) = (Linear(512, 1024), Linear(512, 1024));
        CheckpointLoader.Load(first, file);
        CheckpointLoader.Load(second, file);
        Assert.Equal(0, Samples.MaxAbs(first.weight, weight));
        Assert.Equal(1024, first.bias!.sum().item<float>());
        if (OperatingSystem.IsLinux())
            Assert.Equal(2, File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(file, StringComparison.Ordinal)));
        first.forward(torch.ones(1, 512)).sum().backward();
        using (torch.no_grad())
        {
            first.weight.add_(1);
        }
        Assert.Equal(0, Samples.MaxAbs(first.weight, weight + 1));
        Assert.Equal(0, Samples.MaxAbs(second.weight, weight));
        Assert.Equal(written, File.ReadAllBytes(file));
        Directory.Delete(folder, recursive: true);
        Assert.Equal(0, Samples.MaxAbs(second.weight, weight));
    }

    [Fact]
    public void Copies_of_the_token_table_are_re_tied()
    {
        weights["lm_head.weight"] = weights["shared.weight"];
        weights["encoder.embed_tokens.weight"] = weights["shared.weight"];
        var report = CheckpointLoader.Load(model, weights, LoadingOptions.Strict);
        Assert.Equal(["lm_head.weight", "encoder.embed_tokens.weight"], report.ReTied);
    }

    [Fact]
    public void A_copy_stands_in_for_the_shared_table()
    {
        weights.Remove("shared.weight", out var table);
        weights["lm_head.weight"] = table!;
        var report = CheckpointLoader.Load(model, weights, LoadingOptions.Strict);
        Assert.Contains("shared.weight", report.Loaded);
        Assert.Empty(report.ReTied);
    }

    [Fact]
    public void A_missing_tensor_is_an_error_unless_asked_for()
    {
        weights.Remove("encoder.final_layer_norm.weight");
        var error = Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, weights));
        Assert.Contains("encoder.final_layer_norm.weight", error.Message);
        var report = CheckpointLoader.Load(model, weights, new LoadingOptions { AllowMissing = true });
        Assert.Equal(["encoder.final_layer_norm.weight"], report.Missing);
    }

    [Fact]
    public void An_extra_tensor_is_listed_or_refused()
    {
        weights["classifier.weight"] = torch.zeros(1);
        Assert.Equal(["classifier.weight"], CheckpointLoader.Load(model, weights).Extra);
        Assert.Contains(
            "classifier.weight",
            Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, weights, LoadingOptions.Strict)).Message
        );
    }

    [Fact]
    public void A_wrong_shape_names_both()
    {
        weights["shared.weight"] = torch.zeros(3, 3);
        var error = Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, weights));
        Assert.Contains("[3, 3]", error.Message);
        Assert.Contains("[40, 16]", error.Message);
    }

    [Fact]
    public void Keys_may_stand_under_a_prefix_that_the_model_lacks()
    {
        var wrapped = weights.ToDictionary(w => "module.model." + w.Key, w => w.Value);
        wrapped["module.head.weight"] = torch.zeros(1);
        var report = CheckpointLoader.Load(model, wrapped);
        Assert.Equal("without 'module.model.'", report.Prefix);
        Assert.Equal(["module.head.weight"], report.Extra);
        Assert.Equal(weights.Count, report.Loaded.Count);
    }

    [Fact]
    public void Keys_may_lack_a_prefix_that_the_model_has()
    {
        var gpt2 = new Gpt2(Samples.Gpt2);
        var source = new Gpt2(Samples.Gpt2, Samples.Generator())
            .named_parameters()
            .ToDictionary(p => p.name.Replace("transformer.", ""), p => (Tensor)p.parameter);
        source["lm_head.weight"] = source["wte.weight"];
        var report = CheckpointLoader.Load(gpt2, source, LoadingOptions.Strict);
        Assert.Equal("under 'transformer.'", report.Prefix);
        Assert.Equal(["lm_head.weight"], report.ReTied);
        Assert.Equal(0, Samples.MaxAbs(gpt2.get_parameter("transformer.wte.weight")!, source["wte.weight"]));
    }

    [Fact]
    public void What_published_files_leave_out_is_missing_without_being_an_error()
    {
        var source = new Bart(Samples.Bart, Samples.Generator())
            .named_parameters()
            .ToDictionary(p => p.name["model.".Length..], p => (Tensor)p.parameter);
        var report = CheckpointLoader.Load(new Bart(Samples.Bart), source, LoadingOptions.Strict);
        Assert.Equal(["final_logits_bias"], report.Missing);
        Assert.Equal("under 'model.'", report.Prefix);
    }

    [Fact]
    public void The_first_release_of_VlT5_names_its_encoder_differently()
    {
        var source = new VlT5(Samples.VlT5, Samples.Generator())
            .named_parameters()
            .ToDictionary(p => "module." + p.name.Replace("encoder.", "vis_encoder."), p => (Tensor)p.parameter);
        Assert.Equal("without 'module.'", CheckpointLoader.Load(new VlT5(Samples.VlT5), source, LoadingOptions.Strict).Prefix);
    }

    [Fact]
    public void Two_tensors_for_one_place_are_refused()
    {
        weights["old.shared.weight"] = weights["shared.weight"];
        var options = new LoadingOptions { Rename = k => k.Replace("old.", "") };
        Assert.Contains(
            "both the model's 'shared.weight'",
            Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, weights, options)).Message
        );
    }
}
