using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor relu() => Op.Call("relu", this);
        public Tensor relu_() => InPlace("relu_");
        public Tensor relu6() => Op.Call("hardtanh", this, 0, 6);
        public Tensor gelu() => Op.Call("gelu", this);
        public Tensor silu() => Op.Call("silu", this);
        public Tensor silu_() => InPlace("silu_");
        public Tensor softplus(double beta = 1.0, double threshold = 20.0) => Op.Call("softplus", this, beta, threshold);
        public Tensor log_sigmoid() => Op.Call("log_sigmoid", this);
        public Tensor elu(double alpha = 1) => Op.Call("elu", this, alpha);
        public Tensor leaky_relu(Scalar negative_slope) => Op.Call("leaky_relu", this, negative_slope);
        public Tensor hardtanh(Scalar min, Scalar max) => Op.Call("hardtanh", this, min, max);
        public Tensor hardsigmoid() => Op.Call("hardsigmoid", this);
        public Tensor hardswish() => Op.Call("hardswish", this);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Op.Call("softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Op.Call("log_softmax.int", this, dim, dtype);
    }

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
}
