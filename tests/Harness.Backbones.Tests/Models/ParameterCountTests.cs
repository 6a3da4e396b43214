using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.T5Models;
using Harness.Backbones.VitModels;
using Harness.Backbones.VlT5Models;
using Harness.Parity.Backbones;
using TorchSharp;

namespace Harness.Backbones.Tests.Models;

/// <summary>Counts of the published sizes, built without allocating: printed value = formula = enumeration.</summary>
public sealed class ParameterCountTests
{
    public static TheoryData<string, long> Published =>
        new()
        {
            { "vl-t5-base", 224_538_624 },
            { "roberta-base", 124_645_632 },
            { "roberta-large", 355_359_744 },
            { "gpt2", 124_439_808 },
            { "gpt2-medium", 354_823_168 },
            { "vit-b/16", 86_389_248 },
            { "vit-l/16", 304_351_232 },
            { "bart-base", 139_420_416 },
            { "clip-bart-base", 141_156_864 },
        };

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_size(string name, long count)
    {
        using var scope = torch.NewDisposeScope();
        var model = Make(name);
        Assert.Equal(name, model.Name);
        Assert.Equal(count, model.ClosedFormTotal);
        Assert.Equal(count, model.Root.parameters().Sum(p => p.numel()));
        Assert.All(model.Root.parameters(), p => Assert.Equal(DeviceType.META, p.device_type));
    }

    public static TheoryData<string> Tiny =>
        new() { "t5", "t5-gated-untied", "vl-t5", "vl-t5-one-norm", "bart", "gpt2", "roberta-classifier", "clip" };

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Formula_counts_what_is_there(string name)
    {
        using var scope = torch.NewDisposeScope();
        IBackbone model = name switch
        {
            "t5" => new T5(Samples.T5),
            "t5-gated-untied" => new T5(
                Samples.T5 with
                {
                    FeedForwardProj = "gated-gelu",
                    TieWordEmbeddings = false,
                    NumDecoderLayers = 3,
                }
            ),
            "vl-t5" => new VlT5(Samples.VlT5),
            "vl-t5-one-norm" => new VlT5(
                Samples.VlT5 with
                {
                    IndividualVisLayerNorm = false,
                    BoxFeatures = BoxFeatures.Published,
                }
            ),
            "bart" => new Bart(Samples.Bart),
            "gpt2" => new Gpt2(Samples.Gpt2),
            "roberta-classifier" => new RobertaClassifier(
                new RobertaConfig
                {
                    VocabSize = 30,
                    HiddenSize = 16,
                    NumHiddenLayers = 2,
                    NumAttentionHeads = 2,
                    IntermediateSize = 20,
                    MaxPositionEmbeddings = 12,
                },
                7
            ),
            _ => new ClipVisionProjected(
                new ClipVisionConfig
                {
                    HiddenSize = 16,
                    IntermediateSize = 20,
                    ProjectionDim = 6,
                    NumHiddenLayers = 2,
                    NumAttentionHeads = 2,
                    ImageSize = 16,
                    PatchSize = 8,
                }
            ),
        };
        Assert.Equal(model.ClosedFormTotal, model.Root.parameters().Sum(p => p.numel()));
    }

    private static IBackbone Make(string name) =>
        name switch
        {
            "vl-t5-base" => new VlT5(VlT5Config.Base, device: torch.META),
            "roberta-base" => new Roberta(RobertaConfig.Base, device: torch.META),
            "roberta-large" => new Roberta(RobertaConfig.Large, device: torch.META),
            "gpt2" => new Gpt2(Gpt2Config.Small, device: torch.META),
            "gpt2-medium" => new Gpt2(Gpt2Config.Medium, device: torch.META),
            "vit-b/16" => new Vit(VitConfig.Base, device: torch.META),
            "vit-l/16" => new Vit(VitConfig.Large, device: torch.META),
            "bart-base" => new Bart(BartConfig.Base, device: torch.META),
            _ => new ClipBart(ClipBartConfig.Base, device: torch.META),
        };
}
