using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public class FunctionalTests
{
    [Theory, Cpu, Cuda]
    public void Losses(string device)
    {
        var logits = tensor(new float[,] { { 0, 0 }, { 0, (float)Math.Log(3) } }, device: device);
        var target = tensor(new[] { 0L, 1L }, device: device);
        var (first, second) = (Math.Log(2), Math.Log(4.0 / 3));
        F.cross_entropy(logits, target).Near((first + second) / 2);
        F.cross_entropy(logits, target, reduction: nn.Reduction.None).Near(first, second);
        F.cross_entropy(logits, tensor(new[] { 0L, -100L }, device: device)).Near(first);
        F.cross_entropy(logits, tensor(new[] { 0L, 7L }, device: device), ignore_index: 7, reduction: nn.Reduction.Sum).Near(first);
        F.cross_entropy(logits, target, label_smoothing: 1).Near((first + (second + Math.Log(4)) / 2) / 2);
        nn.CrossEntropyLoss().call(logits, target).Near((first + second) / 2);
        F.nll_loss(logits.log_softmax(1), target).Near((first + second) / 2);
        F.mse_loss(logits, zeros_like(logits), nn.Reduction.Sum).Near(Math.Pow(Math.Log(3), 2));
        F.l1_loss(ones(2, device: device), zeros(2, device: device)).Near(1);
        F.binary_cross_entropy_with_logits(zeros(2, device: device), ones(2, device: device)).Near(Math.Log(2));
        F.kl_div(logits.log_softmax(1), logits.log_softmax(1)).Near(0);
    }

    [Theory, Cpu, Cuda]
    public void Small_functions(string device)
    {
        F.one_hot(tensor(new[] { 1L, 0L }, device: device), 3).Near(0, 1, 0, 1, 0, 0);
        F.normalize(tensor(new float[,] { { 3, 4 }, { 0, 0 } }, device: device)).Near(0.6, 0.8, 0, 0);
        F.cosine_similarity(tensor(new float[,] { { 1, 1 } }, device: device), tensor(new float[,] { { 1, 0 } }, device: device)).Near(Math.Sqrt(0.5));
        F.pad(ones(1, 2, device: device), [1, 0], value: 9).Near(9, 1, 1);
        F.dropout(ones(3, device: device), 0.5, training: false).Near(1, 1, 1);
        F.layer_norm(tensor(new[] { 1f, 3f }, device: device), [2], eps: 0).Near(-1, 1);
    }

    [Theory, Cpu, Cuda]
    public void Attention_is_a_weighted_mean_of_values(string device)
    {
        var query = zeros(1, 1, 2, 4, device: device);
        var key = randn(1, 1, 2, 4, device: device);
        var value = tensor(new float[,] { { 0, 2 }, { 4, 6 } }, device: device).view(1, 1, 2, 2);
        F.scaled_dot_product_attention(query, key, value).Near(2, 4, 2, 4);
        F.scaled_dot_product_attention(query, key, value, is_casual: true).Near(0, 2, 2, 4);
        var mask = tensor(new[,] { { false, true }, { true, true } }, device: device);
        F.scaled_dot_product_attention(query, key, value, mask).Near(4, 6, 2, 4);
        var additive = tensor(new[,] { { 0f, float.NegativeInfinity }, { 0, 0 } }, device: device);
        F.scaled_dot_product_attention(query, key, value, additive).Near(0, 2, 2, 4);
        Assert.Throws<ArgumentException>(() => F.scaled_dot_product_attention(query, key, value, mask, is_casual: true));
    }

    [Theory, Cpu, Cuda]
    public void Attention_scales_by_the_square_root_of_the_width(string device)
    {
        var query = full([1, 1, 1, 4], 1.0, device: device);
        var key = cat([full([1, 1, 1, 4], Math.Log(2) / 2, device: device), zeros([1, 1, 1, 4], device: device)], 2);
        var value = tensor(new float[,] { { 3 }, { 0 } }, device: device).view(1, 1, 2, 1);
        F.scaled_dot_product_attention(query, key, value).Near(2);
    }
}
