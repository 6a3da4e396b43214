using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Tests;

public class SchedulerTests
{
    private static double[] Run(Func<Optimizer, lr_scheduler.LRScheduler> make, int steps, double lr = 1)
    {
        using var optimizer = SGD([new Parameter(zeros(1))], lr);
        var scheduler = make(optimizer);
        var rates = new List<double> { optimizer.ParamGroups.Single().LearningRate };
        for (var i = 0; i < steps; i++)
        {
            scheduler.step();
            rates.Add(scheduler.get_last_lr().Single());
            Assert.Equal(rates[^1], optimizer.ParamGroups.Single().LearningRate, 12);
        }
        return [.. rates.Select(r => Math.Round(r, 9))];
    }

    [Fact]
    public void Lambda() => Assert.Equal([0, 0.5, 1, 1.5], Run(o => lr_scheduler.LambdaLR(o, e => e / 4.0), 3, 2));

    [Fact]
    public void Steps() => Assert.Equal([1, 1, 0.5, 0.5, 0.25], Run(o => lr_scheduler.StepLR(o, 2, 0.5), 4));

    [Fact]
    public void Milestones() => Assert.Equal([1, 0.1, 0.1, 0.01], Run(o => lr_scheduler.MultiStepLR(o, [1, 3]), 3));

    [Fact]
    public void Exponential() => Assert.Equal([1, 0.5, 0.25], Run(o => lr_scheduler.ExponentialLR(o, 0.5), 2));

    [Fact]
    public void Linear() => Assert.Equal([0.5, 0.625, 0.75, 0.875, 1, 1], Run(o => lr_scheduler.LinearLR(o, 0.5, 1, 4), 5));

    [Fact]
    public void Constant() => Assert.Equal([0.5, 0.5, 1, 1], Run(o => lr_scheduler.ConstantLR(o, 0.5, 2), 3));

    [Fact]
    public void Cosine() => Assert.Equal([1, 0.75, 0.25, 0], Run(o => lr_scheduler.CosineAnnealingLR(o, 3), 3));

    [Fact]
    public void One_after_the_other() =>
        Assert.Equal([0.1, 0.1, 1, 0.5, 0.25], Run(o => lr_scheduler.SequentialLR(o,
            [lr_scheduler.ConstantLR(o, 0.1, 100), lr_scheduler.ExponentialLR(o, 0.5)], [2]), 4));

    [Fact]
    public void Plateau()
    {
        using var optimizer = SGD([new Parameter(zeros(1))], 1);
        var scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience: 1, factor: 0.5);
        foreach (var loss in new[] { 1.0, 1.0, 1.0 })
            scheduler.step(loss);
        Assert.Equal(0.5, optimizer.ParamGroups.Single().LearningRate);
        Assert.Throws<InvalidOperationException>(scheduler.step);
    }
}
