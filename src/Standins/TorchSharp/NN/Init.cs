using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Initial values, written into a tensor without recording gradients; each returns its tensor. Two habits of the package are
        /// kept: a generator given is ignored (the default one draws), and <c>xavier_normal_</c> draws uniformly. Code that must draw from
        /// its own generator calls the tensor's <c>normal_</c> or <c>uniform_</c>.
        /// </summary>
        public static class init
        {
            public enum NonlinearityType
            {
                Linear = 0, Conv1D = 1, Conv2D = 2, Conv3D = 3, ConvTranspose1D = 4, ConvTranspose2D = 5, ConvTranspose3D = 6, Sigmoid = 7,
                Tanh = 8, ReLU = 9, LeakyReLU = 10,
            }

            public enum FanInOut { FanIn = 0, FanOut = 1 }

            private static Tensor Fill(Tensor tensor, string name, params ReadOnlySpan<Arg> rest)
            {
                using var _ = no_grad();
                Op.RunOn(tensor, name, rest);
                return tensor;
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);
            public static Tensor zeros_(Tensor tensor) => Fill(tensor, "zero_");
            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, "fill_.Scalar", val);

#nullable disable
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator generator = null) =>
                Fill(tensor, "uniform_", low, high);

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator generator = null) =>
                Fill(tensor, "normal_", mean, std);

            /// <summary>A normal distribution cut off at <paramref name="a"/> and <paramref name="b"/>, by the inverse of its distribution function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0,
                Generator generator = null)
            {
#nullable restore
                var (low, high) = (Cdf((a - mean) / std), Cdf((b - mean) / std));
                using var _ = no_grad();
                tensor.uniform_(2 * low - 1, 2 * high - 1).erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
                return tensor;
            }

            private static double Cdf(double x)
            {
                using var argument = torch.tensor(x / Math.Sqrt(2), ScalarType.Float64);
                using var erf = argument.erf();
                return (1 + erf.item<double>()) / 2;
            }

            /// <summary>Rows or columns (the fewer) orthonormal, times the gain.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Only tensors with 2 or more dimensions are supported.");
                var (rows, columns) = (shape[0], tensor.numel() / shape[0]);
                var draw = randn([rows, columns], tensor.dtype, tensor.device);
                var (q, r) = linalg.qr(rows < columns ? draw.t() : draw);
                q = q * r.diag().sign();
                tensor.copy_((rows < columns ? q.t() : q).reshape(shape)).mul_(gain);
                return tensor;
            }

            public static Tensor eye_(Tensor tensor)
            {
                using var _ = no_grad();
                using var identity = eye(tensor.size(0), tensor.size(1), tensor.dtype, tensor.device);
                return tensor.copy_(identity);
            }

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape[2..].TotalSize();
                return (shape[1] * field, shape[0] * field);
            }
        }
    }
}
