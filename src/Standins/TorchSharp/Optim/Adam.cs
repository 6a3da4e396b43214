using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }

    namespace Modules
    {
        /// <summary>Adam (arXiv 1412.6980), weight decay added to the gradient: θ ← θ − lr·m̂/(√v̂ + ε).</summary>
        public class Adam : OptimizerHelper, IBetas
        {
            private readonly Options defaults;

            public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
            {
            }

            /// <exception cref="ArgumentException">A number is out of its range.</exception>
            public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                if (lr < 0)
                    throw new ArgumentException($"Invalid learning rate: {lr}");
                if (eps < 0)
                    throw new ArgumentException($"Invalid ε: {eps}");
                if (beta1 is < 0 or >= 1)
                    throw new ArgumentException($"Invalid beta1: {beta1}");
                if (beta2 is < 0 or >= 1)
                    throw new ArgumentException($"Invalid beta2: {beta2}");
                if (weight_decay < 0)
                    throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
                defaults = new Options
                {
                    LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay,
                    amsgrad = amsgrad, maximize = maximize,
                };
                foreach (var group in parameters)
                    add_param_group(group);
            }

            public (double, double) Betas
            {
                get => (defaults.beta1!.Value, defaults.beta2!.Value);
                set => (defaults.beta1, defaults.beta2) = value;
            }

#nullable disable
            public override Tensor step(Func<Tensor> closure = null) => Step<ParamGroup>(Update, closure);
#nullable restore

            private void Update(ParamGroup group)
            {
                var o = group.Options;
                var (lr, beta1, beta2, decay) = (o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.weight_decay!.Value);
                foreach (var parameter in group.Parameters)
                {
                    if (parameter.grad is not { } grad)
                        continue;
                    if (o.maximize == true)
                        grad = -grad;
                    var state = (State)StateOf(parameter);
                    state.step++;
                    if (decay != 0)
                        grad = grad.add(parameter, decay);
                    var (correction1, correction2) = (1 - Math.Pow(beta1, state.step), 1 - Math.Pow(beta2, state.step));
                    state.exp_avg.mul_(beta1).add_(grad, 1 - beta1);
                    state.exp_avg_sq.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
                    if (o.amsgrad == true)
                        state.max_exp_avg_sq!.copy_(state.max_exp_avg_sq.maximum(state.exp_avg_sq));
                    var second = o.amsgrad == true ? state.max_exp_avg_sq! : state.exp_avg_sq;
                    var denominator = (second.sqrt() / Math.Sqrt(correction2)).add_(o.eps!.Value);
                    parameter.addcdiv_(state.exp_avg, denominator, -lr / correction1);
                }
            }

            /// <summary>Options that the group leaves open take the optimizer's values.</summary>
            public override void add_param_group(Modules.ParamGroup param_group)
            {
                param_group.Options ??= new Options();
                var o = (Options)param_group.Options;
                o.LearningRate ??= defaults.LearningRate;
                o.beta1 ??= defaults.beta1;
                o.beta2 ??= defaults.beta2;
                o.eps ??= defaults.eps;
                o.weight_decay ??= defaults.weight_decay;
                o.amsgrad ??= defaults.amsgrad;
                o.maximize ??= defaults.maximize;
                o.InitialLearningRate = o.LearningRate!.Value;
                base.add_param_group(param_group);
                foreach (var parameter in param_group.Parameters)
                    Remember(parameter, new State(parameter), o);
            }

            public class ParamGroup : ParamGroup<Options>, IBetas
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                    double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize,
                    })
                {
                }

                public (double, double) Betas
                {
                    get => (Options.beta1!.Value, Options.beta2!.Value);
                    set => (Options.beta1, Options.beta2) = value;
                }
            }

            public class Options : OptimizerOptions
            {
                public double? beta1;
                public double? beta2;
                public double? weight_decay;
                public double? eps;
                public bool? amsgrad;
                public bool? maximize;

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var from = (Options)source;
                    (beta1, beta2, eps, weight_decay) = (from.beta1, from.beta2, from.eps, from.weight_decay);
                    (amsgrad, maximize) = (from.amsgrad, from.maximize);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    beta1 = reader.ReadDouble();
                    beta2 = reader.ReadDouble();
                    eps = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    amsgrad = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(beta1!.Value);
                    writer.Write(beta2!.Value);
                    writer.Write(eps!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(amsgrad!.Value);
                    writer.Write(maximize!.Value);
                }
            }

            /// <summary>Running means of the gradient and of its square.</summary>
            public sealed class State : OptimizerState, IDisposable
            {
                public long step;
                public Tensor exp_avg = null!;
                public Tensor exp_avg_sq = null!;
                public Tensor? max_exp_avg_sq;

                public State(Parameter parameter) : base(parameter) { }

                public override void Initialize(OptimizerOptions options)
                {
                    Dispose();
                    step = 0;
                    exp_avg = Zeros();
                    exp_avg_sq = Zeros();
                    max_exp_avg_sq = ((Options)options).amsgrad == true ? Zeros() : null;
                }

                public override void to(Device device)
                {
                    Move(ref exp_avg!, device);
                    Move(ref exp_avg_sq!, device);
                    Move(ref max_exp_avg_sq, device);
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    var from = (State)source;
                    var (first, second, largest) = (CopyOf(from.exp_avg)!, CopyOf(from.exp_avg_sq)!, CopyOf(from.max_exp_avg_sq));
                    Dispose();
                    (step, exp_avg, exp_avg_sq, max_exp_avg_sq) = (from.step, first, second, largest);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    step = reader.ReadInt64();
                    exp_avg.Load(reader);
                    exp_avg_sq.Load(reader);
                    LoadOptional(reader, ref max_exp_avg_sq);
                }

                public override void SaveStateDict(BinaryWriter writer)
                {
                    writer.Write(step);
                    exp_avg.Save(writer);
                    exp_avg_sq.Save(writer);
                    SaveOptional(writer, max_exp_avg_sq);
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State s && step == s.step && exp_avg.allclose(s.exp_avg) && exp_avg_sq.allclose(s.exp_avg_sq)
                    && (max_exp_avg_sq is null || s.max_exp_avg_sq is not null && max_exp_avg_sq.allclose(s.max_exp_avg_sq));

                public void Dispose()
                {
                    exp_avg?.Dispose();
                    exp_avg_sq?.Dispose();
                    max_exp_avg_sq?.Dispose();
                }
            }
        }
    }
}
