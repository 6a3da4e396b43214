using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inner, moved, detached;
        using (var outer = NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = zeros(1);
                moved = zeros(1).MoveToOuterDisposeScope();
                detached = zeros(1).DetachFromDisposeScope();
                Assert.Equal(1, scope.DisposablesCount);
                Assert.Same(scope, CurrentDisposeScope);
            }
            Assert.True(inner.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void Tensors_can_be_kept_attached_and_moved()
    {
        using var outer = NewDisposeScope();
        var outside = zeros(1);
        using var scope = NewDisposeScope();
        var (a, b, c) = (zeros(1), zeros(1), zeros(1));
        scope.DisposeEverythingBut(b);
        Assert.True(a.IsInvalid && c.IsInvalid);
        Assert.False(b.IsInvalid);
        b.MoveToOtherDisposeScope(outside);
        Assert.True(outer.Contains(b));
        scope.Attach(b);
        Assert.True(scope.Contains(b));
        Assert.False(outer.Contains(b));
        scope.DisposeEverything();
        Assert.True(b.IsInvalid);
    }

    [Fact]
    public void A_disposed_scope_says_so()
    {
        var scope = NewDisposeScope();
        scope.Dispose();
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
        Assert.Throws<ObjectDisposedException>(() => scope.Attach(zeros(1)));
    }

    [Fact]
    public void Scopes_may_end_out_of_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var x = zeros(1);
        Assert.True(inner.Contains(x));
        inner.Dispose();
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void Statistics_count_every_life()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        using (NewDisposeScope())
        {
            zeros(1);
            zeros(1).Dispose();
            zeros(1).DetachFromDisposeScope().Dispose();
        }
        zeros(1).Dispose();
        Assert.Equal(3, statistics.CreatedInScopeCount);
        Assert.Equal(2, statistics.DisposedInScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(2, statistics.DisposedOutsideScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Theory, Cpu, Cuda]
    public void A_training_step_leaves_no_tensor_behind(string device)
    {
        using var everything = NewDisposeScope();
        var model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.LayerNorm(8), nn.Dropout(0.1), nn.Linear(8, 2)).to(device);
        var optimizer = optim.AdamW(model.parameters(), lr: 1e-2, amsgrad: true);
        var (x, y) = (randn(6, 4, device: device), randn(6, 2, device: device));
        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.mse_loss(model.call(x), y).backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
        }
        Step();
        var (live, mine) = (Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        for (var i = 0; i < 5; i++)
            Step();
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Equal(mine, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        optimizer.Dispose();
        model.Dispose();
    }

    [Fact]
    public void A_forgotten_tensor_is_released_by_the_finalizer()
    {
        static void Forget()
        {
            for (var i = 0; i < 100; i++)
                zeros(10);
        }
        var before = Tensor.TotalCount;
        Forget();
        for (var i = 0; i < 10 && Tensor.TotalCount >= before + 100; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(Tensor.TotalCount < before + 100);
    }

    [Fact]
    public void A_parameter_takes_over_its_tensor()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(scope.Contains(parameter));
        Assert.True(parameter.requires_grad);
    }

    [Fact]
    public void Only_the_result_of_a_wrapped_function_survives()
    {
        Tensor? inside = null;
        using var result = WrappedTensorDisposeScope(() => (inside = ones(2)) + 1);
        Assert.True(inside!.IsInvalid);
        result.Near(2, 2);
    }
}
