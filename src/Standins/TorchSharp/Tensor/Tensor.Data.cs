using System.Numerics;
using TorchSharp.Interop;
using TorchSharp.Utils;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal unsafe void* DataPointer
        {
            get
            {
                void* data;
                Keep(Check(ts_data(Handle, &data)));
                return data;
            }
        }

        internal void ValidateType(Type type)
        {
            if (TypeOf(type) != dtype)
                throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }

        /// <summary>The elements in logical order; a copy on the processor when the tensor is elsewhere.</summary>
        /// <exception cref="ArgumentException">T is not the tensor's element type.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There are more or none, or T is not the tensor's element type.</exception>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (device_type == DeviceType.CPU)
                return Keep(*(T*)DataPointer);
            using var copy = cpu();
            return *(T*)copy.DataPointer;
        }

        /// <summary>The memory of a contiguous tensor on the processor.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var size = NumberOfElements * ElementSize;
                CheckContiguous();
                if (size > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>(DataPointer, (int)size);
            }
            set
            {
                CheckContiguous();
                if (NumberOfElements * ElementSize != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>(DataPointer, value.Length));
                GC.KeepAlive(this);
            }
        }

        private void CheckContiguous()
        {
            if (!is_contiguous())
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
        }

        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            CheckContiguous();
            var data = (byte*)DataPointer;
            for (var left = NumberOfElements * ElementSize; left > 0;)
            {
                var count = (int)Math.Min(left, Math.Max(bufferSize, 1 << 16));
                stream.Write(new ReadOnlySpan<byte>(data, count));
                data += count;
                left -= count;
            }
            GC.KeepAlive(this);
        }

        /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            CheckContiguous();
            var data = (byte*)DataPointer;
            for (var left = NumberOfElements * ElementSize; left > 0;)
            {
                var count = (int)Math.Min(left, Math.Max(bufferSize, 1 << 16));
                stream.ReadExactly(new Span<byte>(data, count));
                data += count;
                left -= count;
            }
            GC.KeepAlive(this);
        }

        public Scalar ToScalar()
        {
            if (NumberOfElements != 1)
                throw new InvalidOperationException("Number of elements in the tensor must be 1");
            if (dtype.IsComplex())
            {
                using var scope = NewDisposeScope();
                var parts = view_as_real().to_type(ScalarType.Float64).cpu().data<double>();
                return new Scalar(new Complex(parts[0], parts[1]), dtype);
            }
            var number = Op.Number("item", this);
            return number.Tag switch
            {
                Tag.Double => new Scalar(BitConverter.Int64BitsToDouble(number.Bits), dtype),
                Tag.Bool => new Scalar(number.Bits != 0),
                _ => new Scalar(number.Bits, dtype),
            };
        }

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public void save(string location) => torch.save(this, location);

        public static Tensor load(string location) => torch.load(location);
    }
}
