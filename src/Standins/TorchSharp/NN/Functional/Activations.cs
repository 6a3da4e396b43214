using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // In place the input itself comes back, as a second wrapper of the same tensor.
            private static Tensor Apply(Tensor x, bool inplace, string name, params ReadOnlySpan<Arg> rest)
            {
                if (!inplace)
                    return Op.Call(name, [x, .. rest]);
                Op.RunOn(x, name switch
                {
                    "relu" => "relu_",
                    "silu" => "silu_",
                    "tanh" => "tanh_",
                    "sigmoid" => "sigmoid_",
                    "elu" => "elu_",
                    "leaky_relu" => "leaky_relu_",
                    "hardtanh" => "hardtanh_",
                    "hardswish" => "hardswish_",
                    "hardsigmoid" => "hardsigmoid_",
                    "mish" => "mish_",
                    "gelu" => "gelu_",
                    _ => throw new ArgumentException($"{name} has no in-place form."),
                }, rest);
                return x.alias();
            }

            public static Tensor relu(Tensor x, bool inplace = false) => Apply(x, inplace, "relu");
            public static Tensor relu6(Tensor x, bool inplace = false) => Apply(x, inplace, "hardtanh", 0, 6);
            public static Tensor gelu(Tensor x) => Op.Call("gelu", x);
            public static Tensor gelu(Tensor x, bool inplace) => Apply(x, inplace, "gelu");
            public static Tensor silu(Tensor x, bool inplace = false) => Apply(x, inplace, "silu");
            public static Tensor mish(Tensor x, bool inplace = false) => Apply(x, inplace, "mish");
            public static Tensor tanh(Tensor x, bool inplace = false) => Apply(x, inplace, "tanh");
            public static Tensor sigmoid(Tensor x) => Op.Call("sigmoid", x);
            public static Tensor sigmoid(Tensor x, bool inplace) => Apply(x, inplace, "sigmoid");
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Apply(input, inplace, "hardsigmoid");
            public static Tensor hardswish(Tensor input, bool inplace = false) => Apply(input, inplace, "hardswish");
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Apply(x, inplace, "elu", alpha);
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Apply(input, inplace, "leaky_relu", negative_slope);
            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => Op.Call("softplus", x, beta, threshold);
            public static Tensor logsigmoid(Tensor x) => Op.Call("log_sigmoid", x);
            public static Tensor glu(Tensor input, long dim = -1) => Op.Call("glu", input, dim);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = x.neg();
                return negative.softmax(dim);
            }
        }
    }
}
