using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class ThreadTests
{
    [Fact]
    public void Threads_work_side_by_side_each_with_its_own_scopes_and_modes()
    {
        var sums = new double[4];
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            using var mode = t % 2 == 0 ? no_grad() : enable_grad();
            using var model = nn.Linear(8, 8);
            for (var i = 0; i < 200; i++)
            {
                using var scope = NewDisposeScope();
                var y = model.call(ones(2, 8));
                Assert.Equal(t % 2 == 1, y.requires_grad);
                if (y.requires_grad)
                    y.sum().backward();
                sums[t] += full([10], (double)i).sum().ToDouble();
                Assert.True(scope.DisposablesCount > 0);
            }
            Assert.Null(CurrentDisposeScope);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.All(sums, s => Assert.Equal(199_000, s));
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Disposing_twice_at_once_releases_once()
    {
        for (var i = 0; i < 200; i++)
        {
            var before = Tensor.TotalCount;
            var x = zeros(1);
            Parallel.Invoke(x.Dispose, x.Dispose);
            Assert.True(x.IsInvalid);
            Assert.True(Tensor.TotalCount <= before);
        }
    }

    [Fact]
    public void A_tensor_may_outlive_the_thread_that_made_it()
    {
        Tensor? made = null;
        var thread = new Thread(() => made = ones(3));
        thread.Start();
        thread.Join();
        (made! + 1).Near(2, 2, 2);
        made!.Dispose();
    }

    [Fact]
    public void The_number_of_operator_threads_can_be_set()
    {
        var before = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
    }
}
