using System.Text.Json;
using Harness.Adapters.AnyModel;
using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Full;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Saving;

/// <summary>Saved adapters of models that were written without this library.</summary>
public sealed class AdaptedModelFilesTests : IDisposable
{
    private static readonly ModelSites Behind = new() { Hidden = ["down"] };

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static Sequential Model(ulong seed = 4) =>
        Drawn(nn.Sequential(("up", nn.Linear(8, 16)), ("act", nn.ReLU()), ("down", nn.Linear(16, 8))), seed);

    // From a generator of its own: other tests draw from torch's at the same time.
    private static Sequential Drawn(Sequential model, ulong seed)
    {
        using var _ = no_grad();
        using var generator = new Generator(seed);
        foreach (var parameter in model.parameters())
            parameter.copy_(randn(parameter.shape, generator: generator) * 0.3);
        return model;
    }

    private static PeftMethod Method(string name) =>
        name switch
        {
            "lora" => new LoraMethod { R = 2, TargetModules = ["up", "down"] },
            "bitfit" => new BitFitMethod(),
            "pfeiffer" => new PfeifferMethod { ReductionFactor = 2 },
            "mixphm" => new MixPhmMethod
            {
                ReductionFactor = 2,
                HypercomplexDivision = 2,
                PhmRank = 1,
                NumExperts = 2,
            },
            _ => new FullFinetuning(),
        };

    private float[] Saved(string name, Tensor x)
    {
        using var model = Model();
        using var tuned = model.WithAdapter(Method(name), Behind, seed: 9);
        using var optimiser = optim.SGD(model.parameters().Where(p => p.requires_grad), 0.5);
        for (var i = 0; i < 4; i++)
        {
            optimiser.zero_grad();
            model.call(x).square().mean().backward();
            optimiser.step();
        }
        model.eval();
        tuned.SaveAdapter(folder);
        return model.call(x).data<float>().ToArray();
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("bitfit")]
    [InlineData("pfeiffer")]
    [InlineData("mixphm")]
    public void Saved_and_read_onto_the_same_model_it_gives_the_same(string name)
    {
        var x = ones(3, 8);
        var expected = Saved(name, x);
        using var model = Model();
        model.eval();
        Assert.NotEqual(expected, model.call(x).data<float>().ToArray());
        using var tuned = model.LoadAdapter(folder, Behind);
        Assert.Equal(expected, model.call(x).data<float>().ToArray());
        Assert.Equal(name, tuned.Method.Name);
    }

    [Fact]
    public void LoRA_has_the_keys_of_PEFT_and_is_read_from_its_folder_alone()
    {
        var x = ones(3, 8);
        var expected = Saved("lora", x);
        using (var file = SafetensorsFile.Open(Path.Combine(folder, PeftFolder.WeightsFile)))
            Assert.Equal(
                [
                    "base_model.model.down.lora_A.weight",
                    "base_model.model.down.lora_B.weight",
                    "base_model.model.up.lora_A.weight",
                    "base_model.model.up.lora_B.weight",
                ],
                file.Entries.Select(e => e.Name).Order(StringComparer.Ordinal)
            );
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, PeftFolder.ConfigFile))).RootElement;
        Assert.Equal(["down", "up"], config.GetProperty("target_modules").EnumerateArray().Select(t => t.GetString()!));
        File.Delete(Path.Combine(folder, AdapterFolder.ConfigFile));
        using var model = Model();
        model.eval();
        using var tuned = model.LoadAdapter(folder);
        Assert.Equal(expected, model.call(x).data<float>().ToArray());
    }

    [Theory]
    [InlineData("default")]
    [InlineData("second")]
    public void Embeddings_and_convolutions_have_the_keys_of_PEFT_too(string adapter)
    {
        static Sequential Pictured() =>
            Drawn(
                nn.Sequential(
                    ("pixels", nn.Embedding(4, 2)),
                    ("channels", nn.Unflatten(0, [1, 3])),
                    ("conv", nn.Conv2d(3, 5, 2, stride: 2))
                ),
                seed: 7
            );
        var method = new LoraMethod { R = 2, TargetModules = ["pixels", "conv"] };
        var ids = ones([3, 4], int64);
        using var model = Pictured();
        using var tuned = model.WithAdapter(method);
        if (adapter != AdaptedModel.FirstName)
            tuned.Add(adapter, method);
        foreach (var parameter in model.parameters().Where(p => p.requires_grad))
            nn.init.normal_(parameter);
        var expected = model.call(ids).data<float>().ToArray();
        tuned.SaveAdapter(folder);
        using (var file = SafetensorsFile.Open(Path.Combine(folder, PeftFolder.WeightsFile)))
            Assert.Equal(
                [
                    ("base_model.model.conv.lora_A.weight", "2,3,2,2"),
                    ("base_model.model.conv.lora_B.weight", "5,2,1,1"),
                    ("base_model.model.pixels.lora_embedding_A", "2,4"),
                    ("base_model.model.pixels.lora_embedding_B", "2,2"),
                ],
                file.Entries.Select(e => (e.Name, string.Join(',', e.Shape))).Order()
            );
        Assert.Contains("\"fan_in_fan_out\": false", File.ReadAllText(Path.Combine(folder, PeftFolder.ConfigFile)));
        foreach (var own in new[] { true, false })
        {
            if (!own)
                File.Delete(Path.Combine(folder, AdapterFolder.ConfigFile));
            using var fresh = Pictured();
            Assert.NotEqual(expected, fresh.call(ids).data<float>().ToArray());
            using var read = fresh.LoadAdapter(folder);
            Assert.Equal(expected, fresh.call(ids).data<float>().ToArray());
        }
    }

    [Fact]
    public void Another_model_is_refused_and_stays_as_it_was()
    {
        Saved("lora", ones(3, 8));
        using var other = Model(seed: 5);
        var names = other.state_dict().Keys.ToList();
        Assert.Contains("was trained on", Assert.Throws<CheckpointException>(() => other.LoadAdapter(folder)).Message);
        using var smaller = nn.Sequential(("up", nn.Linear(8, 16)));
        Assert.Contains(
            "has no linear map 'down'",
            Assert.Throws<CheckpointException>(() => smaller.LoadAdapter(folder)).Message
        );
        Assert.Equal(names, other.state_dict().Keys);
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("pfeiffer")]
    [InlineData("mixphm")]
    public void Of_several_adapters_the_active_one_is_saved_as_if_it_were_alone(string name)
    {
        var x = ones(3, 8);
        using var model = Model();
        using var tuned = model.WithAdapter(Method(name), Behind, seed: 1);
        tuned.Add("second", Method(name), Behind, seed: 2);
        foreach (var parameter in model.parameters().Where(p => p.requires_grad))
            nn.init.constant_(parameter, 0.1);
        model.eval();
        var expected = model.call(x).data<float>().ToArray();
        tuned.SaveAdapter(folder);
        using var fresh = Model();
        fresh.eval();
        using var read = fresh.LoadAdapter(folder, Behind);
        Assert.Equal(expected, fresh.call(x).data<float>().ToArray());
    }

    [Fact]
    public void A_merged_adapter_is_not_saved()
    {
        using var model = Model();
        using var tuned = model.WithAdapter(Method("lora"));
        tuned.Merge();
        Assert.Contains("unmerge it", Assert.Throws<InvalidOperationException>(() => tuned.SaveAdapter(folder)).Message);
        Assert.Contains(
            "unmerge it",
            Assert.Throws<InvalidOperationException>(() => tuned.Add("second", Method("lora"))).Message
        );
        Assert.Equal(["default"], tuned.Names);
    }

    [Fact]
    public void A_malformed_expression_of_PEFT_is_told_with_its_file()
    {
        Saved("lora", ones(3, 8));
        File.Delete(Path.Combine(folder, AdapterFolder.ConfigFile));
        var path = Path.Combine(folder, PeftFolder.ConfigFile);
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        config["target_modules"] = "(up";
        File.WriteAllText(path, config.ToJsonString());
        using var model = Model();
        Assert.Contains(
            $"{path}: r, lora_alpha or target_modules",
            Assert.Throws<CheckpointException>(() => model.LoadAdapter(folder)).Message
        );
        config["target_modules"] = "up|down";
        File.WriteAllText(path, config.ToJsonString());
        using var tuned = model.LoadAdapter(folder);
        Assert.Equal(2, tuned.Backbone.Projections.Count(p => p.Delta is not null));
    }

    [Fact]
    public void Full_finetuning_is_no_adapter() =>
        Assert.Contains(
            "save its state dictionary",
            Assert.Throws<InvalidOperationException>(() => Saved("full", ones(3, 8))).Message
        );
}
