using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class FactoryTests
{
    [Theory, Cpu, Cuda]
    public void Element_types_follow_the_arguments(string device)
    {
        Assert.Equal(ScalarType.Float64, tensor(1.0, device: device).dtype);
        Assert.Equal(ScalarType.Float32, tensor(1f, device: device).dtype);
        Assert.Equal(ScalarType.Int32, tensor(1, device: device).dtype);
        Assert.Equal(ScalarType.Int64, tensor(1L, device: device).dtype);
        Assert.Equal(ScalarType.Bool, tensor(new[] { true }, device: device).dtype);
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1f }, device: device).dtype);
        Assert.Equal(ScalarType.Int64, arange(10, device: device).dtype);
        Assert.Equal(ScalarType.Float32, arange(0, 1, 0.1, device: device).dtype);
        Assert.Equal(ScalarType.Float32, full([2], 1.0, device: device).dtype);
        Assert.Equal(ScalarType.Int64, full([2], 1L, device: device).dtype);
        Assert.Equal(ScalarType.Int64, randint(5, [2], device: device).dtype);
        Assert.Equal(ScalarType.Int64, randperm(5, device: device).dtype);
        Assert.Equal(ScalarType.Float32, zeros(2, 3, device: device).dtype);
        Assert.Equal(ScalarType.Float64, zeros(2, 3, dtype: float64, device: device).dtype);
    }

    [Theory, Cpu, Cuda]
    public void Arrays_keep_shape_order_and_values(string device)
    {
        var matrix = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }, device: device);
        Assert.Equal([2, 3], matrix.shape);
        matrix.Near(1, 2, 3, 4, 5, 6);
        matrix.t().Near(1, 4, 2, 5, 3, 6);
        tensor(new double[] { 1, 2, 3, 4, 5, 6 }, 3, 2, device: device).Near(1, 2, 3, 4, 5, 6);
        tensor(new List<int> { 7, 8 }, dtype: float32, device: device).Near(7, 8);
        from_array(new long[2, 2] { { 1, 2 }, { 3, 4 } }, device).Near(1, 2, 3, 4);
        Assert.Equal([0], tensor(Array.Empty<float>(), device: device).shape);
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1f, 2f }, (ReadOnlySpan<long>)[3L]));
    }

    [Theory, Cpu, Cuda]
    public void Ranges_and_constants(string device)
    {
        arange(2, 8, 3, device: device).Near(2, 5);
        linspace(0, 1, 5, device: device).Near(0, 0.25, 0.5, 0.75, 1);
        eye(2, 3, device: device).Near(1, 0, 0, 0, 1, 0);
        full(2, 2, 7, device: device).Near(7, 7, 7, 7);
        ones_like(zeros(3, device: device)).Near(1, 1, 1);
        full_like(zeros(2, device: device), 0.5).Near(0.5, 0.5);
        Assert.Equal(zeros(1, device: device).device_type, zeros_like(zeros(1, device: device)).device_type);
        Assert.True(rand(2, requires_grad: true, device: device).requires_grad);
    }

    [Fact]
    public void Meta_tensors_have_shape_and_no_memory()
    {
        var huge = empty([1L << 20, 1L << 20], device: META);
        Assert.Equal(1L << 40, huge.numel());
        Assert.True(huge.is_meta);
        Assert.Equal([1L << 20, 1L << 20], huge.matmul(huge).shape);
        Assert.Equal("[1048576x1048576], type = Float32, device = meta", huge.str());
    }

    [Fact]
    public void Limits_of_types()
    {
        Assert.Equal(1.1920928955078125e-07, finfo(float32).eps);
        Assert.Equal(float.MaxValue, finfo().max);
        Assert.Equal(65504, finfo(float16).max);
        Assert.Equal(double.Epsilon * Math.Pow(2, 52), finfo(float64).tiny);
        Assert.Throws<ArgumentException>(() => finfo(int32));
    }

    [Fact]
    public void Default_type_applies_to_new_tensors()
    {
        set_default_dtype(float64);
        try
        {
            Assert.Equal(ScalarType.Float64, zeros(1).dtype);
        }
        finally
        {
            set_default_dtype(float32);
        }
    }
}
