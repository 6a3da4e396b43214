using System.Text.Json;
using Harness.Adapters;
using Harness.Adapters.Lora;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Adapters.Sites;
using Harness.Backbones.T5Models;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Saving;

public sealed class AdapterFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("harness-saving-");

    public void Dispose() => folder.Delete(recursive: true);

    private static T5 Fresh(ulong seed = 1) => new(Samples.T5, Samples.Generator(seed), dtype: ScalarType.Float64);

    private static Tensor Logits(T5 model)
    {
        using var frozen = no_grad();
        using var context = new PassContext { RoutingFeature = Samples.Normal(3, 2, 1, 16).to(ScalarType.Float64) };
        return model.Forward(Samples.Ids(), null, tensor(new long[] { 7, 1, 3, 1 }).view(2, 2), context).Logits;
    }

    private static PeftMethod Method(string name)
    {
        var options = PeftMethods.OptionsOf(name).Select(o => o.Key).ToHashSet();
        (string, object?)[] small = [("reduction_factor", 2), ("r", 4), ("phm_rank", 2), ("phm_init_range", 0.5)];
        return PeftMethods.Create(
            name,
            small.Where(o => options.Contains(o.Item1)).Select(o => KeyValuePair.Create(o.Item1, o.Item2))
        );
    }

    private (T5 Model, PeftMethod Method, BaseModel Bare) Tuned(PeftMethod method)
    {
        var model = Fresh();
        var bare = BaseModel.Of(model);
        method.Apply(model, Samples.Generator());
        using var frozen = no_grad();
        foreach (var (_, p) in PeftMethod.Trainable(model))
            p.add_(Samples.Normal(5, p.shape).to(ScalarType.Float64) * 0.1);
        return (model, method, bare);
    }

    public static TheoryData<string> Every => [.. PeftMethods.Names];

    [Theory, MemberData(nameof(Every))]
    public void Saved_and_loaded_gives_the_same_output(string name)
    {
        var (model, method, bare) = Tuned(Method(name));
        AdapterFolder.Save(folder.FullName, model, method, bare);
        var loaded = Fresh();
        var read = AdapterFolder.Load(folder.FullName, loaded);
        Assert.Equal(name == "lora", File.Exists(Path.Combine(folder.FullName, PeftFolder.ConfigFile)));
        Assert.Equal(JsonSerializer.Serialize(method.Options), JsonSerializer.Serialize(read.Options));
        Assert.True(allclose(Logits(model), Logits(loaded), rtol: 0, atol: 1e-12));
        Assert.False(allclose(Logits(Fresh()), Logits(loaded), rtol: 0, atol: 1e-6));
        Assert.Contains(bare.Fingerprint, File.ReadAllText(Path.Combine(folder.FullName, AdapterFolder.CardFile)));
        using var file = SafetensorsFile.Open(Path.Combine(folder.FullName, AdapterFolder.WeightsFile));
        Assert.Equal(PeftMethod.Trainable(model).Select(p => p.name).Order(), file.Entries.Select(e => e.Name).Order());
    }

    [Fact]
    public void Another_base_model_is_refused()
    {
        var (model, method, bare) = Tuned(Method("lora"));
        AdapterFolder.Save(folder.FullName, model, method, bare);
        var error = Assert.Throws<CheckpointException>(() => AdapterFolder.Load(folder.FullName, Fresh(seed: 2)));
        Assert.Contains("fingerprint", error.Message);
    }

    [Theory]
    [InlineData("missing", "lacks 1 tensor(s): encoder.block.0.layer.0.SelfAttention.q.lora_A.weight")]
    [InlineData("extra", "holds unknown 1 tensor(s): stranger")]
    [InlineData("shape", "'encoder.block.0.layer.0.SelfAttention.q.lora_A.weight' has shape [16, 4]; the method needs [4, 16]")]
    public void A_wrong_key_is_one_error_that_names_it(string defect, string expected)
    {
        const string key = "encoder.block.0.layer.0.SelfAttention.q.lora_A.weight";
        var (model, method, bare) = Tuned(Method("lora"));
        AdapterFolder.Save(folder.FullName, model, method, bare);
        var tensors = bare.AdapterTensors(model)
            .Where(t => defect != "missing" || t.name != key)
            .Select(t => (t.name, defect == "shape" && t.name == key ? t.tensor.t().contiguous() : t.tensor));
        SafetensorsWriter.Write(
            Path.Combine(folder.FullName, AdapterFolder.WeightsFile),
            defect == "extra" ? tensors.Append(("stranger", zeros(1))) : tensors
        );
        Assert.Contains(expected, Assert.Throws<CheckpointException>(() => AdapterFolder.Load(folder.FullName, Fresh())).Message);
    }

    [Fact]
    public void Mixing_scores_that_a_checkpoint_brought_are_kept()
    {
        var (model, method, bare) = Tuned(Method("mixphm"));
        using (no_grad())
            foreach (var (_, scores) in model.named_buffers().Where(b => b.name.EndsWith("MoA_B.expert_score_weight")))
                scores[0] = tensor(3.0, dtype: ScalarType.Float64);
        AdapterFolder.Save(folder.FullName, model, method, bare);
        var loaded = Fresh();
        AdapterFolder.Load(folder.FullName, loaded);
        Assert.True(allclose(Logits(model), Logits(loaded), rtol: 0, atol: 1e-12));
    }

    /// <summary>The configuration as PEFT 0.20 writes it, with one setting changed or none.</summary>
    private void WritePeftConfig(string key = "r", string value = "3")
    {
        var config = $$"""
            {
              "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null, "base_model_name_or_path": null,
              "bias": "none", "corda_config": null, "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false,
              "inference_mode": true, "init_lora_weights": true, "layer_replication": null, "layers_pattern": null, "layers_to_transform": null,
              "loftq_config": {}, "lora_alpha": 6, "lora_bias": false, "lora_dropout": 0.1, "megatron_config": null, "megatron_core": "megatron.core",
              "modules_to_save": null, "peft_type": "LORA", "peft_version": "0.20.0", "qalora_group_size": 16, "r": 3, "rank_pattern": {},
              "revision": null, "target_modules": ["v", "q"], "target_parameters": null, "task_type": null, "trainable_token_indices": null,
              "use_bdlora": null, "use_dora": false, "use_qalora": false, "use_rslora": true
            }
            """;
        var node = System.Text.Json.Nodes.JsonNode.Parse(config)!;
        node[key] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(folder.FullName, PeftFolder.ConfigFile), node.ToJsonString());
    }

    [Theory]
    [InlineData("r", "3")]
    [InlineData("target_modules", "\".*Attention.(q|v)\"")]
    public void A_folder_that_PEFT_wrote_is_read(string key, string value)
    {
        var (model, method, bare) = Tuned(
            new LoraMethod
            {
                R = 3,
                LoraAlpha = 6,
                UseRsLora = true,
            }
        );
        SafetensorsWriter.Write(
            Path.Combine(folder.FullName, PeftFolder.WeightsFile),
            bare.AdapterTensors(model).Select(t => ("base_model.model." + t.name, t.tensor)),
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        WritePeftConfig(key, value);
        var loaded = Fresh();
        Assert.Equal(((LoraMethod)method).Scale, PeftFolder.Load(folder.FullName, loaded).Scale);
        Assert.True(allclose(Logits(model), Logits(loaded), rtol: 0, atol: 1e-12));
    }

    [Theory]
    [InlineData("use_dora", "true", "use_dora is true")]
    [InlineData("rank_pattern", "{\"q\": 2}", "rank_pattern is")]
    [InlineData("target_modules", "7", "target_modules")]
    [InlineData("target_modules", "[\"nowhere\"]", "no linear map 'nowhere'")]
    [InlineData("r", "4", "the method needs [4, 16]")]
    public void A_folder_that_means_something_else_is_one_error_line(string key, string value, string expected)
    {
        var (model, method, bare) = Tuned(
            new LoraMethod
            {
                R = 3,
                LoraAlpha = 6,
                UseRsLora = true,
            }
        );
        PeftFolder.Save(folder.FullName, model, (LoraMethod)method, bare);
        WritePeftConfig(key, value);
        var error = Assert.Throws<CheckpointException>(() => PeftFolder.Load(folder.FullName, Fresh()));
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"format\": 9}")]
    [InlineData(
        "{\"format\": 1, \"method\": \"lorra\", \"options\": {}, \"base_model\": {\"name\": \"x\", \"fingerprint\": \"y\"}}"
    )]
    public void A_damaged_configuration_is_one_error_line(string text)
    {
        File.WriteAllText(Path.Combine(folder.FullName, AdapterFolder.ConfigFile), text);
        var error = Assert.Throws<CheckpointException>(() => AdapterFolder.Load(folder.FullName, Fresh()));
        Assert.Contains(AdapterFolder.ConfigFile, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Lora_goes_through_PEFTs_folder()
    {
        var (model, method, bare) = Tuned(
            new LoraMethod
            {
                R = 3,
                LoraAlpha = 6,
                UseRsLora = true,
            }
        );
        PeftFolder.Save(folder.FullName, model, (LoraMethod)method, bare);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, PeftFolder.ConfigFile)));
        Assert.Equal("[\"q\",\"v\"]", JsonSerializer.Serialize(json.RootElement.GetProperty("target_modules")));
        Assert.Equal("LORA", json.RootElement.GetProperty("peft_type").GetString());
        using (var file = SafetensorsFile.Open(Path.Combine(folder.FullName, PeftFolder.WeightsFile)))
            Assert.Equal([3, 16], file.Entry("base_model.model.encoder.block.0.layer.0.SelfAttention.q.lora_A.weight").Shape);
        var loaded = Fresh();
        Assert.Equal(((LoraMethod)method).Scale, PeftFolder.Load(folder.FullName, loaded).Scale);
        Assert.True(allclose(Logits(model), Logits(loaded), rtol: 0, atol: 1e-12));
    }
}
