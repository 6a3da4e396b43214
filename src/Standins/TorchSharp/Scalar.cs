using System.Numerics;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One number as an operator's argument.</summary>
public sealed class Scalar : IDisposable
{
    private readonly Arg value;

    internal Scalar(long value, ScalarType type) => (this.value, Type) = (value, type);
    internal Scalar(double value, ScalarType type) => (this.value, Type) = (value, type);
    internal Scalar(bool value) => (this.value, Type) = (value, ScalarType.Bool);
    internal Scalar(Complex value, ScalarType type) => (this.value, Type) = (new Arg(Tag.Complex, 0, value), type);

    public ScalarType Type { get; }

    internal Arg ToArg() => value;

    internal bool IsFloating => value.Tag == Tag.Double;
    internal bool IsIntegral => value.Tag is Tag.Int or Tag.Bool;

    internal double AsDouble() => value.Tag switch
    {
        Tag.Double => BitConverter.Int64BitsToDouble(value.Bits),
        Tag.Complex => ((Complex)value.Source!).Real,
        _ => value.Bits,
    };

    internal long AsLong() => value.Tag is Tag.Int or Tag.Bool ? value.Bits : checked((long)AsDouble());

    internal Complex AsComplex() => value.Tag == Tag.Complex ? (Complex)value.Source! : AsDouble();

    public static implicit operator Scalar(byte value) => value.ToScalar();
    public static implicit operator Scalar(sbyte value) => value.ToScalar();
    public static implicit operator Scalar(short value) => value.ToScalar();
    public static implicit operator Scalar(int value) => value.ToScalar();
    public static implicit operator Scalar(long value) => value.ToScalar();
    public static implicit operator Scalar(Half value) => value.ToScalar();
    public static implicit operator Scalar(float value) => value.ToScalar();
    public static implicit operator Scalar(double value) => value.ToScalar();
    public static implicit operator Scalar(bool value) => value.ToScalar();
    public static implicit operator Scalar((float, float) value) => value.ToScalar();
    public static implicit operator Scalar(Complex value) => value.ToScalar();

    /// <summary>Nothing native is held; the member exists because callers may dispose.</summary>
    public void Dispose() { }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => new(value, ScalarType.Byte);
    public static Scalar ToScalar(this sbyte value) => new(value, ScalarType.Int8);
    public static Scalar ToScalar(this short value) => new(value, ScalarType.Int16);
    public static Scalar ToScalar(this int value) => new(value, ScalarType.Int32);
    public static Scalar ToScalar(this long value) => new(value, ScalarType.Int64);
    public static Scalar ToScalar(this Half value) => new((double)value, ScalarType.Float16);
    public static Scalar ToScalar(this float value) => new(value, ScalarType.Float32);
    public static Scalar ToScalar(this double value) => new(value, ScalarType.Float64);
    public static Scalar ToScalar(this bool value) => new(value);
    public static Scalar ToScalar(this (float, float) value) => new(new Complex(value.Item1, value.Item2), ScalarType.ComplexFloat32);
    public static Scalar ToScalar(this Complex value) => new(value, ScalarType.ComplexFloat64);
    public static Scalar ToBFloat16Scalar(this float value) => new(value, ScalarType.BFloat16);

    public static Half ToHalf(this Scalar value) => (Half)value.AsDouble();
    public static float ToSingle(this Scalar value) => (float)value.AsDouble();
    public static double ToDouble(this Scalar value) => value.AsDouble();
    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.AsLong());
    public static byte ToByte(this Scalar value) => checked((byte)value.AsLong());
    public static short ToInt16(this Scalar value) => checked((short)value.AsLong());
    public static int ToInt32(this Scalar value) => checked((int)value.AsLong());
    public static long ToInt64(this Scalar value) => value.AsLong();
    public static bool ToBoolean(this Scalar value) => value.AsDouble() != 0;

    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value)
    {
        var number = value.AsComplex();
        return ((float)number.Real, (float)number.Imaginary);
    }

    public static Complex ToComplexFloat64(this Scalar value) => value.AsComplex();
}
