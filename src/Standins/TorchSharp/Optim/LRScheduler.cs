namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of every parameter group, once a step. Building one is step 0.</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                protected LRScheduler() { }

#nullable disable
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
#nullable restore
                {
                    Optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
                    Epoch = last_epoch;
                    Verbose = verbose;
                    BaseRates = [.. optimizer.ParamGroups.Select(g => g.InitialLearningRate)];
                    LastRates = [.. optimizer.ParamGroups.Select(g => g.LearningRate)];
                }

                internal Optimizer Optimizer { get; } = null!;
                internal int Epoch { get; set; } = -1;
                internal bool Verbose { get; }
                internal List<double> BaseRates { get; } = [];
                internal List<double> LastRates { get; set; } = [];

                internal IEnumerable<double> Current => Optimizer.ParamGroups.Select(g => g.LearningRate);

                public virtual void step() => step(null);

                /// <summary>The next step, or the one given where the schedule has a closed form.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    Epoch = epoch ?? Epoch + 1;
                    List<double> rates = [.. epoch.HasValue ? get_closed_form_lr() : get_lr()];
                    foreach (var (i, group) in Optimizer.ParamGroups.Index())
                    {
                        group.LearningRate = rates[i];
                        if (Verbose && LastRates[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                    }
                    LastRates = rates;
                }

                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => Current;

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                public IEnumerable<double> get_last_lr() => LastRates;
            }
        }
    }
}
