using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class LinalgTests
{
    [Theory, Cpu, Cuda]
    public void Decompositions_multiply_back(string device)
    {
        var a = randn(4, 3, dtype: float64, device: device);
        var (u, s, vh) = linalg.svd(a, fullMatrices: false);
        Assert.True(u.matmul(s.diag()).matmul(vh).allclose(a));
        Assert.True(linalg.svdvals(a).allclose(s));
        var (q, r) = linalg.qr(a);
        Assert.True(q.matmul(r).allclose(a));
        Assert.Equal([4, 4], linalg.qr(a, linalg.QRMode.Complete).Q.shape);
        var symmetric = a.t().matmul(a);
        var (values, vectors) = linalg.eigh(symmetric);
        Assert.True(vectors.matmul(values.diag()).matmul(vectors.t()).allclose(symmetric));
        Assert.True(linalg.solve(symmetric, symmetric).allclose(eye(3, dtype: float64, device: device)));
        Assert.True(linalg.pinv(a).matmul(a).allclose(eye(3, dtype: float64, device: device)));
    }

    [Theory, Cpu, Cuda]
    public void Ranks_and_norms(string device)
    {
        var a = tensor(new double[,] { { 1, 2 }, { 2, 4 } }, device: device);
        Assert.Equal(1, linalg.matrix_rank(a).ToInt64());
        Assert.Equal(2, linalg.matrix_rank(eye(2, device: device)).ToInt64());
        Assert.Equal(1, linalg.matrix_rank(tensor(new[,] { { 1.0, 0 }, { 0, 0.01 } }, device: device), atol: 0.1).ToInt64());
        linalg.matrix_norm(a).Near(5);
        linalg.matrix_norm(a, 2).Near(5);
        linalg.vector_norm(a).Near(5);
        linalg.norm(a, 1).Near(6);
        linalg.det(a).Near(0);
        linalg.multi_dot([a, a, a]).Near(25, 50, 50, 100);
    }
}
