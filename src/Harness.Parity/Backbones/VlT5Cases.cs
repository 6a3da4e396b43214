using Harness.Adapters.Phm;
using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.VlT5Models;
using Harness.Parity.Cases;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>
/// VL-T5 of the MixPHM release, bare and with its adapters: visual embedding, encoder, logits and loss without dropout, greedy ids,
/// and for MixPHM a training step with prescribed experts and the redundancy terms.
/// </summary>
internal sealed class VlT5Cases : ICaseRunner
{
    public bool WholeModel => true;

    public bool Handles(GoldenCase golden) => golden.Source.Contains("modeling_t5.VLT5", StringComparison.Ordinal);

    /// <summary>A training loss where the case has one, else the loss without adapters' randomness.</summary>
    public string? Scalar(GoldenCase golden) => golden.Options.Flag("apply_phm_moe") ? "loss" : "eval_loss";

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var config = VlT5Config.FromJson(trial.Options.Json);
        var model = new VlT5(config, dtype: trial.Case.Dtype);
        using var generator = new Generator(1);
        var method = VlT5Method.Of(trial.Options, config);
        if (method is null)
            Freeze(model);
        else
            method.Apply(model, generator);
        // The reference gives gradients of some backbone weights too, frozen or not.
        foreach (var (name, parameter) in model.named_parameters())
            parameter.requires_grad |= trial.Has("grad.w." + name);
        trial.Load(model, name => VlT5Method.Place(name, model));
        Evaluate(trial, model, config);
        if (trial.Has("out.train_logits"))
            Train(trial, model, method as MixPhmMethod ?? throw new UnsupportedCaseException("a training pass without MixPHM"));
    }

    private static void Freeze(VlT5 model)
    {
        foreach (var parameter in model.parameters())
            parameter.requires_grad = false;
    }

    private static void Evaluate(Trial trial, VlT5 model, VlT5Config config)
    {
        using var context = PassContext.Inference();
        var (features, boxes, labels) = (trial.Raw("in.vis_feats"), trial.Raw("in.boxes"), trial.Raw("in.labels"));
        trial.Output("vis_embedding", model.EmbedRegions(features, boxes, context));
        var output = model.Forward(trial.Raw("in.input_ids"), null, features, boxes, labels, context);
        trial.Output("encoder", output.Encoder.State);
        trial.Output("eval_logits", output.Logits);
        trial.Output("eval_loss", Seq2SeqLabels.MeanLoss(output.Logits, labels));
        if (!trial.Has("out.greedy"))
            return;
        using var frozen = no_grad();
        using var session = model.StartDecoding(output.Encoder, context);
        // The reference goes on after an end token; no id ends a row here.
        var reference = trial.Raw("out.greedy");
        var start = full([reference.shape[0], 1], config.DecoderStartTokenId, dtype: ScalarType.Int64);
        var rows = GreedyDecoder.Decode(
            session,
            start,
            new DecodingLimits
            {
                MaxNewTokens = (int)reference.shape[1] - 1,
                End = -1,
                Pad = 0,
            }
        );
        trial.Output("greedy", cat([start, tensor(rows.SelectMany(r => r).ToArray()).view(reference.shape[0], -1)], 1));
    }

    private static void Train(Trial trial, VlT5 model, MixPhmMethod method)
    {
        var trace = new AdapterTrace();
        using var context = new PassContext
        {
            Training = true,
            Experts = new GivenExperts(trial.Integers("in.expert_draws")),
            Trace = trace,
        };
        var labels = trial.Raw("in.labels");
        var output = model.Forward(
            trial.Raw("in.input_ids"),
            null,
            trial.Raw("in.vis_feats"),
            trial.Raw("in.boxes"),
            labels,
            context
        );
        var task = Seq2SeqLabels.ScoredLoss(output.Logits, labels);
        trial.Output("train_logits", output.Logits);
        trial.Output("task", task);
        var loss = new RedundancyLoss(
            new RedundancyOptions(
                method.RedWeight,
                method.UsingMiLoss ? method.AlignWeight : 0,
                method.Lambda,
                TokenSelection.Prefix
            )
        );
        var (redundancy, relevance) = loss.Terms(
            trace,
            new Dictionary<string, StackState>
            {
                ["encoder"] = new(output.Encoder.State, output.Encoder.Mask),
                ["decoder"] = new(output.DecoderState, labels.ne(Seq2SeqLabels.Ignored), Decoder: true),
            }
        );
        trial.Output("ada_red", redundancy);
        trial.Output("ada_align", relevance);
        trial.Output("loss", task + redundancy + relevance);
    }
}
