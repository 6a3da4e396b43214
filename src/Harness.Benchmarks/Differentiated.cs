using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>A map in training: forward, then backward to its input and its parameters, as in the middle of a network.</summary>
internal static class Differentiated
{
    /// <param name="x">Input; a gradient of the same shape is sent back, so the map must keep the shape.</param>
    public static Action Pass(Tensor x, IEnumerable<Parameter> parameters, Generator generator, Func<Tensor, Tensor> map)
    {
        x = x.detach().requires_grad_();
        var gradient = randn(x.shape, generator: generator);
        Tensor[] inputs = [x, .. parameters];
        return () =>
        {
            using var scope = NewDisposeScope();
            autograd.grad([map(x)], inputs, [gradient], allow_unused: true);
        };
    }

    /// <summary>The map alone, without autograd.</summary>
    public static Action Inference(Tensor x, Func<Tensor, Tensor> map) =>
        () =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            map(x);
        };

    /// <summary>
    /// Calls the actions by turns, so that memory has been touched and code is compiled as it is in a run of thousands of steps: the runtime
    /// compiles a method anew, and better, after thirty calls and a tenth of a second.
    /// </summary>
    public static void WarmUp(params Action[] actions)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 5 || (i < 100 && Stopwatch.GetElapsedTime(start).TotalSeconds < 3); i++)
            foreach (var action in actions)
                action();
    }
}
