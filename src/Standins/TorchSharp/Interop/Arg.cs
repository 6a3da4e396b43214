using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Kinds of values that cross the boundary; mirrors Tag in LibTorchSharp.cpp.</summary>
internal enum Tag
{
    None, Tensor, Int, Double, Bool, IntList, DoubleList, TensorList, OptionalTensorList, String, Device, Generator, Complex, Default, BoolList,
}

/// <summary>Mirrors Value in LibTorchSharp.cpp: a number's bits, a handle, or the address of <see cref="Length"/> elements.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal long Bits;
    internal Tag Tag;
    internal int Length;
}

/// <summary>
/// One argument of an operator call: its bits, or the managed array or string they come from. Conversions are implicit so that
/// a member reads like the operator's schema. Null becomes "none".
/// </summary>
internal readonly struct Arg
{
    internal readonly object? Source;
    internal readonly long Bits;
    internal readonly Tag Tag;
    internal readonly int Extra;

    internal Arg(Tag tag, long bits = 0, object? source = null, int extra = 0)
    {
        Tag = tag;
        Bits = bits;
        Source = source;
        Extra = extra;
    }

    /// <summary>True when <see cref="Source"/> holds elements that must be copied to native memory for the call.</summary>
    internal bool HasPayload => (PayloadTags >> (int)Tag & 1) != 0;

    private const int PayloadTags = 1 << (int)Tag.IntList | 1 << (int)Tag.DoubleList | 1 << (int)Tag.BoolList | 1 << (int)Tag.TensorList
        | 1 << (int)Tag.OptionalTensorList | 1 << (int)Tag.String | 1 << (int)Tag.Complex;

    /// <summary>The default value that the operator's schema gives.</summary>
    internal static Arg Default => new(Tag.Default);

    internal static Arg None => default;

    public static implicit operator Arg(Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, tensor.Handle, tensor);
    public static implicit operator Arg(Parameter? tensor) => (Tensor?)tensor;
    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(int value) => new(Tag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(bool? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(Scalar? value) => value is null ? default : value.ToArg();
    public static implicit operator Arg(Device? device) => device is null ? default : new(Tag.Device, (long)device.type, null, device.index);
    public static implicit operator Arg(Generator? generator) => generator is null ? default : new(Tag.Generator, generator.Handle, generator);
    public static implicit operator Arg(long[]? values) => values is null ? default : new(Tag.IntList, 0, values);
    public static implicit operator Arg(double[]? values) => values is null ? default : new(Tag.DoubleList, 0, values);
    public static implicit operator Arg(bool[]? values) => values is null ? default : new(Tag.BoolList, 0, values);
    public static implicit operator Arg(string? text) => text is null ? default : new(Tag.String, 0, text);

    internal static Arg Tensors(Tensor[] tensors) => new(Tag.TensorList, 0, tensors);
    internal static Arg OptionalTensors(Tensor?[] tensors) => new(Tag.OptionalTensorList, 0, tensors);
}
