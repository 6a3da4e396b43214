using System.Reflection;
using TorchSharp;
using Xunit.Sdk;

// Scopes, gradient mode and the default generator are per thread or per process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TorchSharp.Tests;

/// <summary>Runs a theory on the processor, the device's name being its argument.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CpuAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["cpu"]];
}

/// <summary>The same on a GPU; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CudaAttribute : DataAttribute
{
    public CudaAttribute() => Skip = torch.cuda.is_available() ? null : "this machine or this libtorch has no CUDA device";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["cuda"]];
}

internal static class Numbers
{
    internal static float[] Floats(this torch.Tensor tensor)
    {
        using var copy = tensor.detach().cpu();
        return copy.data<float>().ToArray();
    }

    internal static long[] Longs(this torch.Tensor tensor)
    {
        using var copy = tensor.cpu();
        return copy.data<long>().ToArray();
    }

    internal static void Near(this torch.Tensor tensor, params double[] expected)
    {
        using var copy = tensor.detach().cpu().to_type(torch.ScalarType.Float64).reshape(-1);
        var actual = copy.data<double>().ToArray();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * (1 + Math.Abs(expected[i])), $"[{i}] is {actual[i]}, expected {expected[i]}");
    }
}
