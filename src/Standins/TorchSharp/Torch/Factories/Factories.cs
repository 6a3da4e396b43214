using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static Tensor Finish(Tensor made, bool requires_grad, string[]? names = null)
    {
        if (requires_grad)
            made.requires_grad = true;
        if (names is { Length: > 0 })
            throw new ArgumentException("Named dimensions are not supported here; pass names: null.", nameof(names));
        return made;
    }

    private static Tensor FromScalar(Arg value, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad) =>
        Finish(Op.Call("scalar_tensor", value, dtype ?? type, Arg.None, InitializeDevice(device)), requires_grad);

    private static long[] Lengths(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)];

    /// <summary>Copies an array's elements, in memory order, to a new tensor.</summary>
    private static unsafe Tensor FromArray(Array array, ReadOnlySpan<long> dimensions, ScalarType type, ScalarType? dtype, Device? device,
        bool requires_grad, string[]? names)
    {
        long count = 1;
        foreach (var size in dimensions)
            count *= size;
        if (count > array.LongLength)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {array.LongLength}");
        var made = Op.Call("empty.memory_format", dimensions.ToArray(), type, Arg.None, CPU);
        if (count > 0)
            fixed (byte* from = &MemoryMarshal.GetArrayDataReference(array))
            {
                var bytes = count * made.ElementSize;
                Buffer.MemoryCopy(from, made.DataPointer, bytes, bytes);
            }
        device = InitializeDevice(device);
        if (device.type != DeviceType.CPU)
            made = made.to(device, disposeAfter: true);
        if (dtype is { } other && other != type)
            made = made.to_type(other, disposeAfter: true);
        return Finish(made, requires_grad, names);
    }

    public static Tensor tensor((float Real, float Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar.ToScalar(), ScalarType.ComplexFloat32, dtype, device, requires_grad);

    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar.ToScalar(), ScalarType.ComplexFloat64, dtype, device, requires_grad);

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var element = rawArray.GetType().GetElementType()!;
        var type = TypeOf(element) ?? throw new NotSupportedException($"No tensor holds elements of type {element.Name}.");
        return FromArray(rawArray, Lengths(rawArray), type, dtype, device, requires_grad, names);
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        dtype is null && device is null ? data.alias() : data.to(dtype ?? data.dtype, device ?? data.device);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        dtype ??= start.IsIntegral && stop.IsIntegral && step.IsIntegral ? ScalarType.Int64 : get_default_dtype();
        return Finish(Op.Call("arange.start_step", start, stop, step, dtype, Arg.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(Op.Call("linspace", start, end, steps, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(Op.Call("logspace", start, end, steps, @base, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Finish(Op.Call("eye.m", rows, columns == -1 ? rows : columns, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)),
            requires_grad, names);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Finish(Randn(size.ToArray(), dtype, device, false, generator, names).mul_(std).add_(mean), requires_grad);
}
