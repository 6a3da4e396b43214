using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp.Interop;

/// <summary>Switches the recording of gradients on this thread until disposed.</summary>
internal sealed class GradientMode : IDisposable
{
    private readonly int previous = ts_grad_enabled();

    internal GradientMode(bool enabled) => ts_set_grad_enabled(enabled ? 1 : 0);

    public void Dispose() => ts_set_grad_enabled(previous);
}

/// <summary>Inference mode on this thread until disposed: no gradients, no version counters.</summary>
internal sealed class InferenceMode : IDisposable
{
    private nint guard;

    internal InferenceMode(bool enabled) => guard = ts_inference_enter(enabled ? 1 : 0);

    // No finalizer: the guard restores its own thread's state and must not be released on another one.
    public void Dispose()
    {
        var held = Interlocked.Exchange(ref guard, 0);
        if (held != 0)
            ts_inference_leave(held);
    }
}
