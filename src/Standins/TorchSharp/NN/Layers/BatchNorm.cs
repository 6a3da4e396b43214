using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Statistics over the batch, kept as running averages for evaluation. Init: weight 1, bias 0.</summary>
        public abstract class NormBase : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))] private Parameter? ownWeight;
            [ComponentName(Name = nameof(bias))] private Parameter? ownBias;
            [ComponentName(Name = nameof(running_mean))] private Tensor? ownMean;
            [ComponentName(Name = nameof(running_var))] private Tensor? ownVar;
            [ComponentName(Name = nameof(num_batches_tracked))] private Tensor? ownCount;

            public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype, string name) : base(name)
            {
                (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
                (this.affine, this.track_running_stats) = (affine, track_running_stats);
                if (affine)
                {
                    weight = empty([num_features], dtype, device).AsParameter();
                    bias = empty([num_features], dtype, device).AsParameter();
                }
                if (track_running_stats)
                {
                    running_mean = zeros([num_features], dtype, device);
                    running_var = ones([num_features], dtype, device);
                    num_batches_tracked = tensor(0L, device: device);
                }
                reset_parameters();
            }

            public long num_features { get; }
            public double eps { get; set; }
            public double? momentum { get; set; }
            public bool affine { get; }
            public bool track_running_stats { get; }

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

            public Tensor? running_mean
            {
                get => ownMean;
                set => ConditionallyRegisterBuffer(nameof(running_mean), Adopt(ref ownMean, value));
            }

            public Tensor? running_var
            {
                get => ownVar;
                set => ConditionallyRegisterBuffer(nameof(running_var), Adopt(ref ownVar, value));
            }

            public Tensor? num_batches_tracked
            {
                get => ownCount;
                set => ConditionallyRegisterBuffer(nameof(num_batches_tracked), Adopt(ref ownCount, value));
            }

            public void reset_running_stats()
            {
                if (!track_running_stats)
                    return;
                nn.init.zeros_(running_mean!);
                nn.init.ones_(running_var!);
                nn.init.zeros_(num_batches_tracked!);
            }

            public void reset_parameters()
            {
                reset_running_stats();
                if (!affine)
                    return;
                nn.init.ones_(weight);
                nn.init.zeros_(bias!);
            }

            protected abstract void ValidateInputDimensions(Tensor input);
        }

        public abstract class BatchNorm : NormBase
        {
            public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype, string name) : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
            {
            }

            public override Tensor forward(Tensor input)
            {
                ValidateInputDimensions(input);
                var factor = momentum ?? 0;
                if (training && track_running_stats && num_batches_tracked is not null)
                {
                    num_batches_tracked.add_(1);
                    factor = momentum ?? 1 / num_batches_tracked.ToDouble();
                }
                var fromBatch = training || running_mean is null && running_var is null;
                var tracked = !training || track_running_stats;
                return nn.functional.batch_norm(input, tracked ? running_mean : null, tracked ? running_var : null, affine ? weight : null, bias,
                    fromBatch, factor, eps);
            }
        }

        /// <summary>input [N, C] or [N, C, L].</summary>
        public sealed class BatchNorm1d : BatchNorm
        {
            internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype) : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
            {
            }

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim is not (2 or 3))
                    throw new ArgumentException($"expected 2D or 3D input, but got {input.ndim}D input.");
            }
        }

        /// <summary>input [N, C, H, W].</summary>
        public sealed class BatchNorm2d : BatchNorm
        {
            internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype) : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
            {
            }

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim != 4)
                    throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
