using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using Harness.Training.Optimisers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = Harness.Training.Optimisers.AdamW;

namespace Harness.Parity.Cases;

/// <summary>AdamW with warm-up, decay and clipping on Linear–Tanh–LayerNorm–Linear with a squared error, by torch's rule and by transformers 4.x's.</summary>
internal sealed class AdamWCases : ICaseRunner
{
    private static readonly string[] Weights = ["0.weight", "0.bias", "2.weight", "2.bias", "3.weight", "3.bias"];

    public bool Handles(GoldenCase golden) => golden.Source.Contains("AdamW", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var o = trial.Options;
        var p = Weights.ToDictionary(n => n, n => new Parameter(trial.Raw("w." + n).clone()));
        using var optimiser = new AdamW(
            Weights.Select(n => (n, p[n])),
            new AdamWOptions
            {
                LearningRate = o.Real("lr"),
                Beta1 = o.Reals("betas")[0],
                Beta2 = o.Reals("betas")[1],
                Epsilon = o.Real("eps"),
                WeightDecay = o.Real("weight_decay"),
                Rule = trial.Case.Source.Contains("transformers", StringComparison.Ordinal)
                    ? AdamWRule.Transformers4
                    : AdamWRule.Torch,
            }
        );
        var schedule = new WarmupLinear(o.Integer("warmup"), o.Integer("total"));
        List<double> losses = [],
            norms = [],
            rates = [];
        for (var step = 0; step < trial.Raw("in.x").shape[0]; step++)
        {
            var loss = Loss(p, trial.Raw("in.x")[step], trial.Raw("in.y")[step]);
            loss.backward();
            losses.Add(loss.ToDouble());
            norms.Add(optimiser.ClipGradients(o.Real("clip_grad_norm")));
            rates.Add(optimiser.LearningRate = o.Real("lr") * schedule.Factor(step));
            optimiser.Step();
        }
        foreach (var name in Weights)
            trial.Output(name, p[name].detach());
        trial.Output("losses", tensor(losses.ToArray()));
        trial.Output("grad_norms", tensor(norms.ToArray()));
        trial.Output("lrs", tensor(rates.ToArray()));
    }

    private static Tensor Loss(Dictionary<string, Parameter> p, Tensor x, Tensor y)
    {
        var h = nn.functional.linear(x, p["0.weight"], p["0.bias"]).tanh();
        var z = nn.functional.layer_norm(h, [h.shape[^1]], p["2.weight"], p["2.bias"]);
        return nn.functional.mse_loss(nn.functional.linear(z, p["3.weight"], p["3.bias"]), y);
    }
}
