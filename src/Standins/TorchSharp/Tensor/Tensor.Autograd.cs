using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <exception cref="System.Runtime.InteropServices.ExternalException">Set on a tensor of integers.</exception>
        public bool requires_grad
        {
            get => Keep(ts_requires_grad(Handle)) != 0;
            set => Keep(Check(ts_set_requires_grad(Handle, value ? 1 : 0)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient or null. Each read makes a new wrapper.</summary>
        public Tensor? grad
        {
            get
            {
                var gradient = Keep(ts_grad(Handle));
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Check(ts_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public void retain_grad() => Op.Run("retain_grad", this);

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) => autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Op.Call("detach", this);
        public Tensor detach_() => InPlace("detach_");
    }
}
