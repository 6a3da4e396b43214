using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static Arg ListOf(IEnumerable<Tensor> tensors) => Arg.Tensors(tensors as Tensor[] ?? [.. tensors]);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Op.Call("cat", ListOf(tensors), dim);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Op.Call("cat", ListOf(tensors), dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Op.Call("stack", ListOf(tensors), dim);
    public static Tensor hstack(IList<Tensor> tensors) => Op.Call("hstack", ListOf(tensors));
    public static Tensor hstack(params Tensor[] tensors) => Op.Call("hstack", ListOf(tensors));
    public static Tensor hstack(IEnumerable<Tensor> tensors) => Op.Call("hstack", ListOf(tensors));
    public static Tensor vstack(IList<Tensor> tensors) => Op.Call("vstack", ListOf(tensors));
    public static Tensor vstack(Tensor[] tensors) => Op.Call("vstack", ListOf(tensors));
    public static Tensor block_diag(params Tensor[] tensors) => Op.Call("block_diag", ListOf(tensors));
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Op.List("meshgrid.indexing", ListOf(tensors), indexing);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Op.List("broadcast_tensors", ListOf(tensors));

    /// <summary>Sums of products in Einstein's notation, e.g. <c>"bij,bjk->bik"</c>.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Op.Call("einsum", equation, ListOf(tensors));

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
    public static Tensor[] where(Tensor condition) => Op.List("where", condition);

    public static Tensor tril_indices(long row, long col, long offset = 0L, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Op.Call("tril_indices", row, col, offset, dtype, Arg.None, InitializeDevice(device));

    public static Tensor triu_indices(long row, long col, long offset = 0L, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Op.Call("triu_indices", row, col, offset, dtype, Arg.None, InitializeDevice(device));

    public static Tensor complex(Tensor real, Tensor imag) => Op.Call("complex", real, imag);
    public static Tensor polar(Tensor abs, Tensor angle) => Op.Call("polar", abs, angle);

    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);
    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) =>
        Op.Call("combinations", input, r, with_replacement);
}
