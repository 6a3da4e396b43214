namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>One scheduler after the other; each begins at its own step 0 when its milestone is reached.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;
                    private readonly int[] milestones;

                    /// <exception cref="ArgumentException">Schedulers of another optimizer, or not one milestone fewer than schedulers.</exception>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1)
                    {
                        (this.schedulers, this.milestones) = ([.. schedulers], [.. milestones]);
                        if (this.schedulers.Any(s => s.Optimizer != optimizer))
                            throw new ArgumentException(
                                "The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        if (this.milestones.Length != this.schedulers.Length - 1)
                            throw new ArgumentException(
                                $"Received {this.schedulers.Length} schedulers and {this.milestones.Length} milestones. " +
                                "The SequentialLR scheduler expects the number of schedulers to be one more than the number of milestones. ");
                        foreach (var group in optimizer.ParamGroups)
                            group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in this.schedulers)
                            scheduler.Epoch--;
                        this.schedulers[0].step();
                        LastRates = this.schedulers[0].LastRates;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var active = milestones.Count(m => m <= Epoch);
                        if (active > 0 && milestones[active - 1] == Epoch)
                            schedulers[active].step(0);
                        else
                            schedulers[active].step();
                        return Current;
                    }
                }

                /// <summary>All schedulers at every step.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers) => this.schedulers = [.. schedulers];

                    public override void step()
                    {
                        foreach (var scheduler in schedulers)
                            scheduler.step();
                    }
                }

                public class MultiplicativeLR : LRScheduler
                {
                    private readonly Func<int, double> factor;

                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        factor = lr_lambda;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Epoch > 0 ? Current.Select(rate => rate * factor(Epoch)) : Current;
                }

                /// <summary>Lowers the rate when a measure has stopped improving.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly double factor;
                    private readonly int patience;
                    private readonly double threshold;
                    private readonly bool largerIsBetter;
                    private readonly bool relative;
                    private readonly int cooldown;
                    private readonly double[] floors;
                    private readonly double eps;
                    private double best;
                    private int bad;
                    private int cooling;

#nullable disable
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null,
                        double eps = 1e-8, bool verbose = false) : base(optimizer, -1, verbose)
#nullable restore
                    {
                        if (factor >= 1.0)
                            throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        (this.factor, this.patience, this.threshold, this.cooldown, this.eps) = (factor, patience, threshold, cooldown, eps);
                        (largerIsBetter, relative) = (mode == "max", threshold_mode == "rel");
                        best = largerIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
                        floors = min_lr is { Count: > 1 } ? [.. min_lr]
                            : [.. Enumerable.Repeat(min_lr is { Count: 1 } ? min_lr[0] : 0, BaseRates.Count)];
                    }

                    public override void step() => throw new InvalidOperationException(
                        "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch) => throw new InvalidOperationException(
                        "step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(double current, int? epoch = null)
                    {
                        Epoch = epoch ?? Epoch + 1;
                        var improved = IsBetter(current);
                        bad = improved ? 0 : bad + 1;
                        if (improved)
                            best = current;
                        if (cooling > 0)
                        {
                            cooling--;
                            bad = 0;
                        }
                        if (bad <= patience)
                            return;
                        Lower();
                        cooling = cooldown;
                        bad = 0;
                    }

                    private bool IsBetter(double value)
                    {
                        var sign = largerIsBetter ? 1 : -1;
                        var bar = relative ? best * (1 + sign * threshold) : best + sign * threshold;
                        return largerIsBetter ? value > bar : value < bar;
                    }

                    private void Lower()
                    {
                        foreach (var (i, group) in Optimizer.ParamGroups.Index())
                        {
                            var lower = Math.Max(group.LearningRate * factor, floors[i]);
                            if (group.LearningRate - lower > eps)
                                group.LearningRate = lower;
                        }
                    }
                }
            }

            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                int last_epoch = -1) => new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new impl.ChainedLR(schedulers);

            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1,
                bool verbose = false) => new impl.MultiplicativeLR(optimizer, lr_lambda, last_epoch, verbose);

#nullable disable
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null, double eps = 1e-8,
                bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);
#nullable restore
        }
    }
}
