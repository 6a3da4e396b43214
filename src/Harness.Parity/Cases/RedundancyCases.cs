using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;

namespace Harness.Parity.Cases;

/// <summary>Redundancy regularisation as released: the two terms of one module, and the composite over two stacks.</summary>
internal sealed class RedundancyCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) => golden.Source.Contains("losses.r2_loss", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [golden.Options.Has("layers") ? Composite : Terms];

    private static void Terms(Trial trial)
    {
        var mask = trial.Raw("in.mask");
        var tokens = SelectedTokens.From(mask, TokenSelection.Prefix);
        var branch = tokens.Rows(trial.Input("up"));
        if (trial.Has("out.red"))
            trial.Output(
                "red",
                RedundancyTerm.Loss(branch, tokens.Rows(trial.Input("res")), tokens.Batch, trial.Options.Real("lam"))
            );
        if (trial.Has("out.mi"))
            trial.Output("mi", RelevanceTerm.Loss(branch, trial.Input("ctx"), tokens.Sample));
    }

    private static void Composite(Trial trial)
    {
        var trace = new AdapterTrace();
        foreach (var (stack, prefix) in new[] { ("encoder", "enc"), ("decoder", "dec") })
            for (var layer = 0; layer < trial.Options.Integer("layers"); layer++)
                trace.Add(
                    new SiteAddress($"{stack}.{layer}", SiteRole.AfterFeedForward, SubLayer.FeedForward, stack, layer, 0, 0),
                    trial.Input($"{prefix}_res{layer}"),
                    trial.Input($"{prefix}_up{layer}")
                );
        var loss = new RedundancyLoss(
            new RedundancyOptions(
                trial.Options.Real("red_w"),
                trial.Options.Real("align_w"),
                trial.Options.Real("lam", RedundancyOptions.PublishedLambda),
                TokenSelection.Prefix
            )
        );
        var (redundancy, relevance) = loss.Terms(
            trace,
            new Dictionary<string, StackState>
            {
                ["encoder"] = new(trial.Input("enc_h"), trial.Raw("in.mask")),
                // The masks are the case's own here, so the decoder's is not replaced by ones.
                ["decoder"] = new(trial.Input("dec_h"), trial.Raw("in.mask_dec")),
            }
        );
        trial.Output("ada_red", redundancy);
        trial.Output("ada_align", relevance);
    }
}
