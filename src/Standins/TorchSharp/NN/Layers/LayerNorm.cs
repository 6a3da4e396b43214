using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>(x − mean)/√(var + eps)·weight + bias over the last dimensions. Init: weight 1, bias 0.</summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))] private Parameter? ownWeight;
            [ComponentName(Name = nameof(bias))] private Parameter? ownBias;

            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(LayerNorm))
            {
                this.normalized_shape = normalized_shape;
                this.eps = eps;
                this.elementwise_affine = elementwise_affine;
                if (elementwise_affine)
                {
                    weight = empty(normalized_shape, dtype, device).AsParameter();
                    if (bias)
                        this.bias = empty(normalized_shape, dtype, device).AsParameter();
                }
                reset_parameters();
            }

            public long[] normalized_shape { get; set; }
            public double eps { get; set; }
            public bool elementwise_affine { get; set; }

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

            public void reset_parameters()
            {
                if (elementwise_affine)
                    nn.init.ones_(weight);
                if (bias is not null)
                    nn.init.zeros_(bias);
            }

            public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, ownWeight, ownBias, eps);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
