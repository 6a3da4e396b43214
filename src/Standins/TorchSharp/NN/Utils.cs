using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients so that their common norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var grads = tensors.Select(p => p.grad).OfType<Tensor>().ToArray();
                if (grads.Length == 0)
                    return 0;
                var device = grads[0].device;
                var total = double.IsPositiveInfinity(norm_type)
                    ? stack(grads.Select(g => On(device, g.abs().max()))).max()
                    : Norm(stack(grads.Select(g => On(device, Norm(g, norm_type)))), norm_type);
                var norm = total.ToDouble();
                var scale = max_norm / (norm + 1e-6);
                if (scale < 1)
                    foreach (var grad in grads)
                        grad.mul_(scale);
                return norm;
            }

            private static Tensor On(Device device, Tensor tensor) => tensor.WouldMove(tensor.dtype, device) ? tensor.to(device) : tensor;

            private static Tensor Norm(Tensor tensor, double p) => Op.Call("norm.Scalar", tensor, p);

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var _ = no_grad();
                foreach (var parameter in tensors)
                {
                    using var grad = parameter.grad;
                    grad?.clamp_(-clip_value, clip_value);
                }
            }

            /// <summary>All parameters one after the other.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(p => p.view(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var at = 0L;
                foreach (var parameter in tensors)
                {
                    var count = parameter.numel();
                    parameter.copy_(vec.narrow(0, at, count).view(parameter.shape));
                    at += count;
                }
            }
        }
    }
}
