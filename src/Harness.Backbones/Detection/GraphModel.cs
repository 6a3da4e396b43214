using Harness.Adapters.Saving;
using static TorchSharp.torch;

namespace Harness.Backbones.Detection;

/// <summary>Runs a graph model: every operator once, after those that it reads, for the results that are asked for.</summary>
internal sealed class GraphModel : IDisposable
{
    private readonly GraphFile file;
    private readonly Dictionary<string, GraphNode> nodes;
    private readonly string input;

    /// <exception cref="CheckpointException">An operator that is not known here, a missing or circular input, or not exactly one input.</exception>
    public GraphModel(GraphFile file)
    {
        this.file = file;
        nodes = file.Nodes.ToDictionary(n => n.Name);
        var unknown = file
            .Nodes.Select(n => n.Op)
            .Distinct()
            .Where(op => op is not ("Const" or "Placeholder") && !GraphOperators.All.ContainsKey(op))
            .ToList();
        if (unknown.Count > 0)
            throw new CheckpointException($"the graph needs operators that are not known here: {string.Join(", ", unknown)}.");
        input = file.Nodes.Where(n => n.Op == "Placeholder").Select(n => n.Name).ToList() is [var one]
            ? one
            : throw new CheckpointException("the graph does not have exactly one input.");
        Order(file.Outputs.Keys);
    }

    public IReadOnlyDictionary<string, long[]> Outputs => file.Outputs;

    /// <summary>The node that a result is made of by the last operator of a kind, e.g. what the last convolution reads.</summary>
    /// <returns>Name of that operator's first input.</returns>
    public string BeforeLast(string op, string output)
    {
        for (var node = nodes[output]; ; node = nodes[Base(node.Inputs[0])])
        {
            if (node.Op == op)
                return node.Inputs[0];
            if (node.Inputs.Count == 0)
                throw new CheckpointException($"no {op} leads to '{output}'.");
        }
    }

    /// <summary>The named results for an input; they belong to the caller's dispose scope.</summary>
    public IReadOnlyList<Tensor> Run(Tensor x, IReadOnlyList<string> wanted)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var results = new Dictionary<string, IReadOnlyList<Tensor>> { [input] = [x] };
        foreach (var node in Order(wanted))
            if (node.Name != input)
                results[node.Name] =
                    node.Op == "Const"
                        ? [Constant(node.Name)]
                        : GraphOperators.All[node.Op](node, [.. node.Inputs.Select(Result)]);
        return [.. wanted.Select(name => Result(name).MoveToOuterDisposeScope())];

        Tensor Result(string name)
        {
            var parts = name.Split(':');
            return results[parts[0]][parts.Length > 1 ? int.Parse(parts[1]) : 0];
        }
    }

    public void Dispose()
    {
        foreach (var constant in file.Constants.Values)
            constant.Dispose();
    }

    private Tensor Constant(string name) =>
        file.Constants.TryGetValue(name, out var value)
            ? value
            : throw new CheckpointException($"the graph's constant '{name}' is in no file.");

    /// <summary>What must run for these results, inputs first. Without recursion: graphs are hundreds of operators deep.</summary>
    private List<GraphNode> Order(IEnumerable<string> wanted)
    {
        var (order, state) = (new List<GraphNode>(), new Dictionary<string, bool>());
        var open = new Stack<string>(wanted.Select(Base));
        while (open.TryPeek(out var name))
        {
            if (!nodes.TryGetValue(name, out var node))
                throw new CheckpointException($"the graph names a node '{name}' that it does not have.");
            if (!state.TryAdd(name, false))
            {
                open.Pop();
                if (!state[name])
                    order.Add(node);
                state[name] = true;
                continue;
            }
            foreach (var source in node.Inputs.Select(Base))
            {
                if (state.TryGetValue(source, out var done) && !done)
                    throw new CheckpointException($"the graph is circular at '{source}'.");
                if (!done)
                    open.Push(source);
            }
        }
        return order;
    }

    private static string Base(string name) => name.Split(':')[0];
}
