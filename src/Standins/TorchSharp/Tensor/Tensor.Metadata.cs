using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Keep(ts_dim(Handle));
        public long dim() => Dimensions;
        public long ndim => Dimensions;

        public long NumberOfElements => Keep(ts_numel(Handle));
        public long numel() => NumberOfElements;

        public long ElementSize => Keep(ts_element_size(Handle));
        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Keep(ts_dtype(Handle));
        public DeviceType device_type => (DeviceType)Keep(ts_device_type(Handle));
        public int device_index => Keep(ts_device_index(Handle));
        public Device device => device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_sparse => Keep(ts_is_sparse(Handle)) != 0;
        public bool is_leaf => Keep(ts_is_leaf(Handle)) != 0;
        public bool is_contiguous() => Keep(ts_is_contiguous(Handle)) != 0;
        public bool is_integral() => dtype.IsIntegral();
        public bool is_floating_point() => dtype.IsFloatingPoint();
        public bool is_complex() => dtype.IsComplex();

        public bool is_nonzero()
        {
            if (numel() != 1)
                throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return Op.Flag("is_nonzero", this);
        }

        public long storage_offset() => Keep(ts_storage_offset(Handle));

        /// <summary>The sizes, one a dimension.</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* p = sizes)
                    ts_sizes(Handle, p);
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => Op.Number("size.int", this, dim).Bits;

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* p = strides)
                ts_strides(Handle, p);
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => Op.Number("stride.int", this, dim).Bits;

        private T Keep<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }
    }
}
