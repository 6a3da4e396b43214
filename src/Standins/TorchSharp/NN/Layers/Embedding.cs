using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Rows of a table by index. Shapes: input [...] → [..., embedding_dims]; weight [num_embeddings, embedding_dims]. Init: N(0, 1).</summary>
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))] private Parameter? ownWeight;
            private readonly long padding;
            private readonly double? maxNorm;
            private readonly double normType;
            private readonly bool scaleByFrequency;
            private readonly bool sparse;

            internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
                : base(nameof(Embedding))
            {
                this.weight = weight;
                padding = padding_idx ?? -1;
                (maxNorm, normType, scaleByFrequency, this.sparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
            }

            public Parameter? weight
            {
                get => ownWeight;
                set => ConditionallyRegisterParameter(nameof(weight), Adopt(ref ownWeight, value));
            }

            public override Tensor forward(Tensor input)
            {
                if (maxNorm is { } limit)
                {
                    using var _ = no_grad();
                    using var indices = input.contiguous();
                    Op.Run("embedding_renorm_", weight, indices, limit, normType);
                }
                return Op.Call("embedding", weight, input, padding, scaleByFrequency, sparse);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var table = empty([num_embeddings, embedding_dims], dtype, device);
                init.normal_(table);
                if (padding_idx is { } row)
                {
                    using var zero = table.select(0, row);
                    init.zeros_(zero);
                }
                return new(table.AsParameter(), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }

            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null,
                ScalarType? dtype = null)
            {
                var table = new Parameter(embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device), !freeze);
                return new(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}
