using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>y = x·Wᵀ + b. Shapes: x [..., in] → y [..., out]; weight [out, in]; bias [out]. Init: Kaiming-uniform, a = √5.</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))] private Parameter? ownWeight;
            [ComponentName(Name = nameof(bias))] private Parameter? ownBias;

            internal Linear(Parameter weight, Parameter? bias = null) : base(nameof(Linear))
            {
                (out_features, in_features) = (weight.shape[0], weight.shape[1]);
                this.weight = weight;
                this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
            {
                (in_features, out_features) = (inputSize, outputSize);
                weight = empty([outputSize, inputSize], dtype, device).AsParameter();
                nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
                if (!hasBias)
                    return;
                bias = empty([outputSize], dtype, device).AsParameter();
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                nn.init.uniform_(bias, -bound, bound);
            }

            public long in_features { get; set; }
            public long out_features { get; set; }

            public Parameter weight
            {
                get => ownWeight!;
                set => ConditionallyRegisterParameter(nameof(weight), Adopt(ref ownWeight, value));
            }

            public Parameter? bias
            {
                get => ownBias;
                set => ConditionallyRegisterParameter(nameof(bias), Adopt(ref ownBias, value));
            }

            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
