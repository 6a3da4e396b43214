using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp
{
    /// <summary>Switches autograd's checks for anomalies until disposed.</summary>
    public class AnomalyMode : IDisposable
    {
        private readonly bool wasEnabled = IsEnabled;
        private readonly bool checkedNan = ShouldCheckNaN;

        public AnomalyMode(bool enabled, bool check_nan = true) => ts_set_anomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

        public static bool IsEnabled => (ts_anomaly() & 1) != 0;
        public static bool ShouldCheckNaN => (ts_anomaly() & 2) != 0;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
                ts_set_anomaly(wasEnabled ? 1 : 0, checkedNan ? 1 : 0);
        }
    }

    public static partial class torch
    {
        public static partial class autograd
        {
#nullable disable
            /// <summary>Gradients of the outputs with respect to the inputs; an unused input's is a tensor whose IsInvalid is true.</summary>
            public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null,
                bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
            {
                var (roots, leaves, grads) = (Handles(outputs), Handles(inputs), Handles(grad_outputs));
                var results = new nint[leaves.Length];
                fixed (nint* o = roots, i = leaves, g = grads, r = results)
                    Check(ts_autograd_grad(o, roots.Length, i, leaves.Length, g, grads.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0,
                        allow_unused ? 1 : 0, r));
                GC.KeepAlive(outputs);
                GC.KeepAlive(inputs);
                GC.KeepAlive(grad_outputs);
                return [.. results.Select(handle => new Tensor(handle))];
            }

            /// <summary>Accumulates gradients of the tensors into the leaves (or into <paramref name="inputs"/> only).</summary>
            public static unsafe void backward(IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null,
                bool create_graph = false, IList<Tensor> inputs = null)
            {
                var (roots, leaves, grads) = (Handles(tensors), Handles(inputs), Handles(grad_tensors));
                var retain = retain_graph ?? create_graph;
                fixed (nint* t = roots, i = leaves, g = grads)
                    Check(ts_backward(t, roots.Length, g, grads.Length, retain ? 1 : 0, create_graph ? 1 : 0, i, leaves.Length));
                GC.KeepAlive(tensors);
                GC.KeepAlive(grad_tensors);
                GC.KeepAlive(inputs);
            }

            public static void backward(Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null,
                bool create_graph = false, IList<Tensor> inputs = null) =>
                backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

            public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
                IList<Tensor> inputs = null) =>
                backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
#nullable restore

            public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);
            public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

            private static nint[] Handles(IList<Tensor>? tensors) =>
                tensors is null ? [] : [.. tensors.Select(t => t is null ? 0 : t.Handle)];
        }
    }
}
