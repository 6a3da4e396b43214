using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(value, Positions(indices), false);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Op.Call("select.int", this, 0, i1);
            set => Put(value, [i1], false);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => Put(value, [i1, i2], false);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => Put(value, [i1, i2, i3], false);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => Put(value, [i1, i2, i3, i4], false);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At([i1, i2, i3, i4, i5]);
            set => Put(value, [i1, i2, i3, i4, i5], false);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At([i1, i2, i3, i4, i5, i6]);
            set => Put(value, [i1, i2, i3, i4, i5, i6], false);
        }

        private static TensorIndex[] Positions(long[] indices) => Array.ConvertAll(indices, i => TensorIndex.Single(i));

        private Tensor At(long[] indices)
        {
            var result = select(0, indices[0]);
            foreach (var i in indices.AsSpan(1))
            {
                var outer = result;
                result = outer.select(0, i);
                outer.Dispose();
            }
            return result;
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        /// <summary>Elements by position, slice, mask or index tensors, as in Python's x[...]; a view where only slices are used.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Basic(indices);
            if (tensors is null)
                return view;
            using (view)
                return Op.Call("index.Tensor", view, Arg.OptionalTensors(tensors));
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => Put(value, indices, false);
        public Tensor index_put_(Tensor value, params Tensor[] indices) => Put(value, Array.ConvertAll(indices, TensorIndex.Tensor), false);
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false) => Put(value, indices, accumulate);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Put(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = Op.Call("scalar_tensor", value, dtype, Arg.None, device);
            return Put(filled, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        private Tensor Put(Tensor value, TensorIndex[] indices, bool accumulate)
        {
            var (view, tensors) = Basic(indices);
            using (view)
            {
                if (tensors is not null)
                {
                    using var moved = value.device_type == device_type ? value.alias() : value.to(device);
                    using var typed = moved.to_type(dtype);
                    Op.Run("index_put_", view, Arg.OptionalTensors(tensors), typed, accumulate);
                }
                else if (accumulate)
                    view.add_(value);
                else
                    view.copy_(value);
            }
            return this;
        }

        /// <summary>
        /// The view that the numbers, slices and new axes select, and the index tensors that remain to be applied to it
        /// (null where there are none).
        /// </summary>
        private (Tensor view, Tensor?[]? tensors) Basic(TensorIndex[] indices)
        {
            // A mask stands for as many dimensions as it has; everything else but new axes and the ellipsis for one.
            var taken = indices.Sum(i => i.kind switch
            {
                TensorIndex.Kind.Tensor => i.tensor is { dtype: ScalarType.Bool or ScalarType.Byte } mask ? mask.ndim : 1,
                TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                _ => 0,
            });
            var view = alias();
            List<Tensor?>? tensors = null;
            var dim = 0L;
            foreach (var i in indices)
            {
                var before = view;
                switch (i.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(dim, i.start ?? 0);
                        break;
                    case TensorIndex.Kind.Slice:
                        view = Op.Call("slice.Tensor", view, dim++, i.start, i.stop, i.step ?? 1);
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(dim++);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += ndim - taken;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = view.unsqueeze(dim);
                        Place(ref tensors, dim++, torch.tensor(new[] { i.start != 0 }, device: device));
                        break;
                    case TensorIndex.Kind.Tensor:
                        var index = i.tensor!;
                        Place(ref tensors, dim, index);
                        dim += index.dtype is ScalarType.Bool or ScalarType.Byte ? Math.Max(index.ndim, 1) : 1;
                        break;
                }
                if (!ReferenceEquals(before, view))
                    before.Dispose();
            }
            return (view, tensors is null ? null : [.. tensors]);
        }

        private static void Place(ref List<Tensor?>? tensors, long dim, Tensor index)
        {
            tensors ??= [];
            // A mask already placed covers several dimensions with one entry.
            var covered = tensors.Sum(t => t is { dtype: ScalarType.Bool or ScalarType.Byte } ? Math.Max(t.ndim, 1) : 1);
            for (; covered < dim; covered++)
                tensors.Add(null);
            tensors.Add(index);
        }
    }
}
