using Harness.Adapters.Sites;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Common;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Backbones.VlT5Models;
using Harness.Parity.Backbones;
using TorchSharp;

namespace Harness.Backbones.Tests.Goldens;

public sealed class ModelGoldenTests
{
    [Theory]
    [InlineData("vl-t5")]
    [InlineData("vl-t5-one-norm")]
    public void VlT5_equals_the_released_model(string name)
    {
        using var golden = new Golden(name);
        var model = golden.Fill(new VlT5(VlT5Config.FromJson(golden.Config)));
        var (features, boxes, labels) = (golden["in.vis_feats"], golden["in.boxes"], golden["in.labels"]);
        golden.Near("out.vis_embedding", model.EmbedRegions(features, boxes, PassContext.Inference()));
        var output = model.Forward(golden["in.input_ids"], null, features, boxes, labels, PassContext.Inference());
        golden.Near("out.encoder", output.Encoder.State);
        golden.Near("out.eval_logits", output.Logits);
        var loss = Seq2SeqLabels.MeanLoss(output.Logits, labels);
        golden.Near("out.eval_loss", loss);
        golden.GradientsNear(model, loss);
    }

    [Fact]
    public void Roberta_with_its_head()
    {
        using var golden = new Golden("roberta-classifier");
        var model = golden.Fill(new RobertaClassifier(RobertaConfig.FromJson(golden.Config), classes: 5));
        var logits = model.Forward(golden["in.input_ids"], golden["in.attention_mask"], PassContext.Inference());
        golden.Near("out.logits", logits);
        golden.GradientsNear(model, torch.nn.functional.cross_entropy(logits, golden["in.labels"]));
    }

    [Fact]
    public void Vit_with_its_pooler()
    {
        using var golden = new Golden("vit");
        var model = golden.Fill(new Vit(VitConfig.FromJson(golden.Config)));
        var output = model.Forward(golden["in.pixel_values"], PassContext.Inference());
        golden.Near("out.last", output.State);
        golden.Near("out.pooled", output.Pooled!);
        golden.GradientsNear(model, (output.State * golden["in.cotangent"]).sum() + output.Pooled!.sum());
    }

    [Fact]
    public void Clip_with_its_projection()
    {
        using var golden = new Golden("clip-vision");
        var model = golden.Fill(new ClipVisionProjected(ClipVisionConfig.FromJson(golden.Config)));
        var (embedding, state) = model.Forward(golden["in.pixel_values"], PassContext.Inference());
        golden.Near("out.last", state);
        golden.Near("out.image_embeds", embedding);
        golden.GradientsNear(model, embedding.pow(2).sum());
    }
}
