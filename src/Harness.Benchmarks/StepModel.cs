using Harness.Adapters;
using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.VlT5Models;
using Harness.Data.Sampling;
using Harness.Training.Optimisers;
using Harness.Training.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>A VL-T5 with a method and an optimiser, and one batch of random numbers: a fine-tuning step as training makes it.</summary>
internal class StepModel : IDisposable
{
    private readonly VlT5 model;
    private readonly PeftMethod method;
    private readonly AdamW optimiser;
    private readonly DropoutMasks masks = new(RandomStream.Root(1).Sub("dropout"));
    private readonly ExpertDraw experts = new(RandomStream.Root(1).Sub("experts"));
    private readonly Tensor ids,
        features,
        boxes,
        labels;

    /// <param name="device">Null: the CPU.</param>
    public StepModel(StepShape shape, PeftMethod method, Device? device = null)
    {
        var (config, batch, tokens, regions, targets) = shape;
        device ??= CPU;
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        this.method = method;
        model = new VlT5(config, generator, device);
        method.Apply(model, generator);
        optimiser = new AdamW(PeftMethod.Trainable(model), new AdamWOptions());
        Tensor Ids(int length) =>
            randint(2, config.VocabSize, [batch, length], dtype: ScalarType.Int64, generator: generator)
                .to(device)
                .DetachFromDisposeScope();
        (ids, labels) = (Ids(tokens), Ids(targets));
        features = rand(batch, regions, config.FeatDim, generator: generator).to(device).DetachFromDisposeScope();
        var corner = rand(batch, regions, 2, generator: generator) * 0.5;
        boxes = cat([corner, corner + 0.4], -1).to(device).DetachFromDisposeScope();
    }

    /// <summary>Numbers of the backbone.</summary>
    public long Parameters => model.ClosedFormTotal!.Value;

    /// <summary>Frozen parameters that a backward pass gave a gradient to: the optimiser drops those of what trains only.</summary>
    public int FrozenWithGradient => model.parameters().Count(p => !p.requires_grad && p.grad is not null);

    /// <summary>Tensors that the last step made before its backward pass: about as many calls of libtorch.</summary>
    public long Calls { get; private set; }

    /// <summary>One step.</summary>
    /// <param name="regularised">Whether the method's regulariser is added, where it has one.</param>
    public void Run(bool regularised)
    {
        model.train();
        using var scope = NewDisposeScope();
        var before = DisposeScopeManager.Statistics.CreatedInScopeCount;
        var regulariser = regularised ? method.Regulariser : null;
        var trace = regulariser is null ? null : new AdapterTrace();
        using var context = new PassContext
        {
            Training = true,
            Experts = experts,
            Dropout = masks,
            Trace = trace,
        };
        var output = model.Forward(ids, null, features, boxes, labels, context);
        var loss = Seq2SeqLabels.ScoredLoss(output.Logits, labels);
        if (regulariser is not null)
            loss =
                loss
                + regulariser.Loss(
                    trace!,
                    new Dictionary<string, StackState>
                    {
                        ["encoder"] = new(output.Encoder.State, output.Encoder.Mask),
                        ["decoder"] = new(output.DecoderState, ones_like(labels), Decoder: true),
                    }
                );
        Calls = DisposeScopeManager.Statistics.CreatedInScopeCount - before;
        loss.backward();
        optimiser.ClipGradients(5);
        optimiser.Step();
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { ids, features, boxes, labels })
            tensor.Dispose();
        optimiser.Dispose();
        masks.Dispose();
        model.Dispose();
    }
}
