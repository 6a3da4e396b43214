using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0,
                double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0.0,
                double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0,
                double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }

    namespace Modules
    {
        /// <summary>Stochastic gradient descent, optionally with momentum.</summary>
        public class SGD : OptimizerHelper, IMomentum
        {
            private readonly Options defaults;

            public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
            {
            }

            /// <exception cref="ArgumentException">A number is out of its range.</exception>
            public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
            {
                if (lr < 0)
                    throw new ArgumentException($"Invalid learning rate: {lr}");
                if (momentum < 0)
                    throw new ArgumentException($"Invalid momentum value: {momentum}");
                if (weight_decay < 0)
                    throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
                if (nesterov && (momentum == 0 || dampening != 0))
                    throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
                defaults = new Options
                {
                    LearningRate = lr, InitialLearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay,
                    nesterov = nesterov, maximize = maximize,
                };
                foreach (var group in parameters)
                    add_param_group(group);
            }

            public double Momentum
            {
                get => defaults.momentum!.Value;
                set => defaults.momentum = value;
            }

#nullable disable
            public override Tensor step(Func<Tensor> closure = null) => Step<ParamGroup>(Update, closure);
#nullable restore

            private void Update(ParamGroup group)
            {
                var o = group.Options;
                var (lr, momentum) = (o.LearningRate!.Value, o.momentum!.Value);
                foreach (var parameter in group.Parameters)
                {
                    if (parameter.grad is not { } grad)
                        continue;
                    if (o.weight_decay != 0)
                        grad = grad.add(parameter, o.weight_decay!.Value);
                    if (momentum != 0)
                    {
                        var state = (State)StateOf(parameter);
                        if (state.momentum_buffer is null)
                            state.momentum_buffer = grad.clone().detach().DetachFromDisposeScope();
                        else
                            state.momentum_buffer.mul_(momentum).add_(grad, 1 - o.dampening!.Value);
                        grad = o.nesterov == true ? grad.add(state.momentum_buffer, momentum) : state.momentum_buffer;
                    }
                    parameter.add_(grad, o.maximize == true ? lr : -lr);
                }
            }

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                param_group.Options ??= new Options();
                var o = (Options)param_group.Options;
                o.LearningRate ??= defaults.LearningRate;
                o.momentum ??= defaults.momentum;
                o.dampening ??= defaults.dampening;
                o.weight_decay ??= defaults.weight_decay;
                o.nesterov ??= defaults.nesterov;
                o.maximize ??= defaults.maximize;
                o.InitialLearningRate = o.LearningRate!.Value;
                base.add_param_group(param_group);
                foreach (var parameter in param_group.Parameters)
                    Remember(parameter, new State(parameter), o);
            }

            public class ParamGroup : ParamGroup<Options>, IMomentum
            {
                public ParamGroup() { }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0,
                    double weight_decay = 0, bool nesterov = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov,
                        maximize = maximize,
                    })
                {
                }

                public double Momentum
                {
                    get => Options.momentum!.Value;
                    set => Options.momentum = value;
                }
            }

            public class Options : OptimizerOptions
            {
                public double? momentum;
                public double? dampening;
                public double? weight_decay;
                public bool? nesterov;
                public bool? maximize;

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var from = (Options)source;
                    (momentum, dampening, weight_decay) = (from.momentum, from.dampening, from.weight_decay);
                    (nesterov, maximize) = (from.nesterov, from.maximize);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    momentum = reader.ReadDouble();
                    dampening = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    nesterov = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(momentum!.Value);
                    writer.Write(dampening!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(nesterov!.Value);
                    writer.Write(maximize!.Value);
                }
            }

            public sealed class State : OptimizerState, IDisposable
            {
                public Tensor? momentum_buffer;

                public State(Parameter parameter) : base(parameter) { }

                public override void Initialize(OptimizerOptions options)
                {
                    Dispose();
                    momentum_buffer = null;
                }

                public override void to(Device device) => Move(ref momentum_buffer, device);

                public override void LoadStateDict(OptimizerState source)
                {
                    var buffer = CopyOf(((State)source).momentum_buffer);
                    Dispose();
                    momentum_buffer = buffer;
                }

                public override void LoadStateDict(BinaryReader reader) => LoadOptional(reader, ref momentum_buffer);
                public override void SaveStateDict(BinaryWriter writer) => SaveOptional(writer, momentum_buffer);

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State s && (momentum_buffer is null ? s.momentum_buffer is null
                        : s.momentum_buffer is not null && momentum_buffer.allclose(s.momentum_buffer));

                public void Dispose() => momentum_buffer?.Dispose();
            }
        }
    }
}
