using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Vision;

/// <summary>Pictures [B, 3, 32, 32] → scores [B, kinds].</summary>
public sealed class Network : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = nn.Conv2d(3, 16, 3, stride: 2, padding: 1);
    private readonly Conv2d conv2 = nn.Conv2d(16, 32, 3, stride: 2, padding: 1);
    private readonly Conv2d conv3 = nn.Conv2d(32, 64, 3, stride: 2, padding: 1);
    private readonly Linear dense = nn.Linear(64 * 4 * 4, 64);
    private readonly Linear head;

    public Network(int kinds)
        : base(nameof(Network))
    {
        head = nn.Linear(64, kinds);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = conv3.call(conv2.call(conv1.call(x).relu()).relu()).relu();
        return head.call(dense.call(x.flatten(1)).relu());
    }
}

/// <summary>An ordinary training loop.</summary>
public static class Learning
{
    public static void Fit(Network network, Pictures data, int steps, double rate)
    {
        var trained = network.parameters().Where(p => p.requires_grad).ToList();
        using var optimiser = optim.AdamW(trained, rate);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var some = randint(0, data.Count, [32], int64);
            var loss = nn.functional.cross_entropy(network.call(data.Images[some]), data.Kinds[some]);
            optimiser.zero_grad();
            loss.backward();
            optimiser.step();
        }
    }

    public static float[] Answers(Network network, Pictures data)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return network.call(data.Images).data<float>().ToArray();
    }

    public static double Loss(Network network, Pictures data)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return nn.functional.cross_entropy(network.call(data.Images), data.Kinds).item<float>();
    }

    public static double Accuracy(Network network, Pictures data)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return 100 * network.call(data.Images).argmax(1).eq(data.Kinds).mean([0], false, float32).item<float>();
    }
}
