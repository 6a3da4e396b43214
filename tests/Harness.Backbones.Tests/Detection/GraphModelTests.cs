using Harness.Adapters.Saving;
using Harness.Backbones.Detection;
using TorchSharp;

namespace Harness.Backbones.Tests.Detection;

public sealed class GraphModelTests : IDisposable
{
    private readonly TinyGraph graph = new();

    public void Dispose() => graph.Dispose();

    [Fact]
    public void An_unknown_operator_is_named()
    {
        graph.Node("y", "Einsum", ["x"]);
        Refused("operators that are not known here: Einsum", () => new GraphModel(graph.Write("y", 1)));
    }

    [Fact]
    public void A_circle_and_a_missing_node_are_named()
    {
        graph.Node("a", "Identity", ["b"]).Node("b", "Identity", ["a"]).Node("y", "Identity", ["gone"]);
        Refused("circular", () => new GraphModel(graph.Write("a", 1)));
        Refused("a node 'gone'", () => new GraphModel(graph.Write("y", 1)));
    }

    [Fact]
    public void Order_in_the_file_does_not_matter_and_nothing_is_left_behind()
    {
        graph.Node("y", "Add", ["b", "b"]).Node("b", "Sigmoid", ["x"]);
        using var model = new GraphModel(graph.Write("y", 1));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (torch.NewDisposeScope())
            Assert.Equal(1f, model.Run(torch.zeros(1), ["y"])[0].ToSingle());
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_the_last_convolution_reads_can_be_found()
    {
        graph.Node("a", "Sigmoid", ["x"]).Reals("k", [1, 1, 1, 1], 1).Node("c", "Conv2D", ["a", "k"]).Node("y", "Sigmoid", ["c"]);
        using var model = new GraphModel(graph.Write("y", 1));
        Assert.Equal("a", model.BeforeLast("Conv2D", "y"));
        Refused("no MaxPool leads to 'y'", () => model.BeforeLast("MaxPool", "y"));
    }

    [Fact]
    public void Constants_that_do_not_fill_their_file_are_refused()
    {
        graph.Reals("k", [2], 1, 2).Node("y", "Add", ["x", "k"]).Write("y", 1);
        var bytes = File.ReadAllBytes(graph.Binary);
        File.WriteAllBytes(graph.Binary, [.. bytes, 0]);
        Refused("1 bytes are left", () => GraphFile.Load(graph.Json, graph.Binary));
        File.WriteAllBytes(graph.Binary, bytes[..3]);
        Refused("ends inside 'k'", () => GraphFile.Load(graph.Json, graph.Binary));
        File.WriteAllText(graph.Json, "{}");
        Refused("is not a graph model", () => GraphFile.Load(graph.Json, graph.Binary));
    }

    private static void Refused(string part, Func<object> make) =>
        Assert.Contains(part, Assert.Throws<CheckpointException>(make).Message);
}
