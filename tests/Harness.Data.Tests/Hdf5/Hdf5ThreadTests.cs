using Harness.Data.Files;
using Harness.Data.Hdf5;

namespace Harness.Data.Tests.Hdf5;

public class Hdf5ThreadTests
{
    [Fact]
    public void Every_call_is_made_on_one_thread_and_its_errors_reach_the_caller()
    {
        var thread = new Hdf5Thread(TimeSpan.FromMinutes(1));
        var ids = Enumerable
            .Range(0, 8)
            .AsParallel()
            .WithDegreeOfParallelism(4)
            .Select(_ => thread.Call("a.h5", () => Environment.CurrentManagedThreadId))
            .Distinct()
            .ToList();
        Assert.Single(ids);
        Assert.NotEqual(Environment.CurrentManagedThreadId, ids[0]);
        Assert.Equal(ids[0], thread.Call("a.h5", () => thread.Call("a.h5", () => Environment.CurrentManagedThreadId)));
        Assert.Equal(
            "told",
            Assert.Throws<BadFileException>(() => thread.Call<int>("a.h5", () => throw new BadFileException("told"))).Message
        );
    }

    [Fact]
    public void A_call_without_end_is_given_up_and_later_ones_name_the_file()
    {
        using var end = new ManualResetEventSlim();
        var thread = new Hdf5Thread(TimeSpan.FromMilliseconds(200));
        var closed = 0;
        var error = Error(() =>
            thread.Call(
                "bad.h5",
                () =>
                {
                    end.Wait();
                    return 0;
                }
            )
        );
        Assert.Equal(
            "bad.h5: libhdf5 did not come back within 0.2 s; the file is damaged, or its disk does not answer; fetch it again",
            error
        );
        Assert.Equal(
            "next.h5: cannot be read, since libhdf5 is still busy with bad.h5; leave that file out and start again",
            Error(() => thread.Call("next.h5", () => 0))
        );
        thread.Close("bad.h5", () => ++closed); // would wait too
        end.Set();
        Assert.True(
            SpinWait.SpinUntil(() => Record.Exception(() => thread.Call("next.h5", () => 0)) is null, TimeSpan.FromMinutes(1))
        );
        thread.Close("next.h5", () => ++closed);
        Assert.Equal(1, closed);
    }

    private static string Error(Action call) => Assert.Throws<BadFileException>(call).Message;
}
