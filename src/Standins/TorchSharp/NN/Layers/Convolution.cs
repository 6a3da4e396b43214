using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>What convolutions share: weight [out, in/groups, kernel...] and bias [out]. Init: Kaiming-uniform, a = √5.</summary>
        public abstract class Convolution : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))] private Parameter? ownWeight;
            [ComponentName(Name = nameof(bias))] private Parameter? ownBias;

            private protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
                Padding? padding_type, long[] dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype) : base(name)
            {
                (this.in_channels, this.out_channels, this.kernel_size, this.stride) = (in_channels, out_channels, kernel_size, stride);
                (this.padding, this.padding_type, this.dilation, this.groups) = (padding, padding_type, dilation, groups);
                this.padding_mode = padding_mode;
                weight = empty([out_channels, in_channels / groups, .. kernel_size], dtype, device).AsParameter();
                if (bias)
                    this.bias = empty([out_channels], dtype, device).AsParameter();
                reset_parameters();
            }

            public long in_channels { get; }
            public long out_channels { get; }
            public long[] kernel_size { get; set; }
            public long[] stride { get; set; }
            public long[]? padding { get; }
            public Padding? padding_type { get; }
            public long[] dilation { get; set; }
            public long groups { get; set; }
            public PaddingModes padding_mode { get; set; }

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
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
                if (bias is null || fanIn == 0)
                    return;
                var bound = 1 / Math.Sqrt(fanIn);
                nn.init.uniform_(bias, -bound, bound);
            }

            /// <summary>The input padded by hand where the mode is not zeros, and the padding that is left to the operator.</summary>
            private protected (Tensor input, long[] padding) Padded(Tensor input)
            {
                var amount = padding ?? new long[kernel_size.Length];
                if (padding_mode == PaddingModes.Zeros)
                    return (input.alias(), amount);
                var around = amount.Reverse().SelectMany(p => new[] { p, p }).ToArray();
                return (nn.functional.pad(input, around, padding_mode), new long[amount.Length]);
            }
        }

        /// <summary>input [N, C, H, W] → [N, O, H', W'].</summary>
        public sealed class Conv2d : Convolution
        {
            internal Conv2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
                long[] dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(Conv2d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, groups, bias, padding_mode,
                    device, dtype)
            {
            }

            public override Tensor forward(Tensor input)
            {
                if (padding_type is { } type)
                    return nn.functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups);
                var (padded, rest) = Padded(input);
                using (padded)
                    return nn.functional.conv2d(padded, weight, bias, stride, rest, dilation, groups);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation],
                    padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride ?? (1, 1)), Both(padding ?? (0, 0)), null, Both(dilation ?? (1, 1)),
                    padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], null, padding, [dilation, dilation], padding_mode,
                    groups, bias, device, dtype);

            private static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}
