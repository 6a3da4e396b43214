using static TorchSharp.torch;

namespace Harness.Training.Optimisers;

/// <summary>
/// Parameters of one kind whose values and moments lie side by side in flat buffers. Neighbours that have a gradient and the same count
/// of steps are updated as one vector: for hundreds of small parameters a call costs more than its arithmetic.
/// </summary>
internal sealed class AdamWBlock : IDisposable
{
    // So many numbers at once: with gradient and moments they stay in a core's cache from one operator to the next.
    private const long AtOnce = 1 << 18;

    private readonly AdamWParameter[] members;
    private readonly long[] offsets;
    private readonly Tensor means,
        squares;
    private readonly Tensor? values; // null where there is one member, which keeps its own storage

    /// <param name="members">
    /// Of one element type and device, contiguous if there are several, all decaying or none. Several move into one storage, of which they
    /// are views from then on; their values and names stay.
    /// </param>
    public AdamWBlock(AdamWParameter[] members)
    {
        using var scope = NewDisposeScope();
        this.members = members;
        offsets = new long[members.Length + 1];
        for (var i = 0; i < members.Length; i++)
            offsets[i + 1] = offsets[i] + members[i].Count;
        var like = members[0].Parameter;
        means = zeros(offsets[^1], dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        squares = zeros(offsets[^1], dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        values = members.Length == 1 ? null : cat([.. members.Select(m => m.Parameter.view(-1))]).DetachFromDisposeScope();
        for (var i = 0; i < members.Length; i++)
            members[i].Place(values, means, squares, offsets[i]);
    }

    /// <summary>Updates the members that have a gradient, and drops the gradients. Called without autograd, in a scope.</summary>
    public void Step(AdamWOptions options, double rate)
    {
        var gradients = new List<Tensor>();
        for (var first = 0; first < members.Length; first += Math.Max(1, gradients.Count))
        {
            gradients.Clear();
            for (var i = first; i < members.Length && Joins(i, first) && members[i].Parameter.grad is { } gradient; i++)
                gradients.Add(gradient);
            if (gradients.Count > 0)
                Update(first, gradients, options, rate);
        }
    }

    private bool Joins(int i, int first) =>
        members[i].Steps == members[first].Steps && (i == first || offsets[i + 1] - offsets[first] <= AtOnce);

    public void Dispose()
    {
        foreach (var member in members)
            member.DisposeViews();
        means.Dispose();
        squares.Dispose();
        values?.Dispose(); // the parameters keep its storage
    }

    private void Update(int first, List<Tensor> gradients, AdamWOptions options, double rate)
    {
        var run = new ArraySegment<AdamWParameter>(members, first, gradients.Count);
        foreach (var member in run)
            member.Steps++;
        if (run is [var only])
            Update(only.Parameter, gradients[0], only.Mean, only.Square, only, options, rate);
        else
        {
            Tensor Part(Tensor whole) => whole.narrow(0, offsets[first], offsets[first + run.Count] - offsets[first]);
            Update(Part(values!), cat([.. gradients.Select(Flat)]), Part(means), Part(squares), run[0], options, rate);
        }
        foreach (var member in run)
            member.Parameter.grad = null;
    }

    // A view is fewer calls than reshape, which autograd's gradients of contiguous parameters do not need.
    private static Tensor Flat(Tensor gradient) => gradient.is_contiguous() ? gradient.view(-1) : gradient.reshape(-1);

    /// <summary>One step of <paramref name="values"/>; count of steps and decay are those of <paramref name="kind"/>.</summary>
    private static void Update(
        Tensor values,
        Tensor gradient,
        Tensor mean,
        Tensor square,
        AdamWParameter kind,
        AdamWOptions options,
        double rate
    )
    {
        mean.mul_(options.Beta1).add_(gradient, 1 - options.Beta1);
        square.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
        var decay = kind.Decays ? rate * options.WeightDecay : 0;
        var correction1 = 1 - Math.Pow(options.Beta1, kind.Steps);
        var correction2 = 1 - Math.Pow(options.Beta2, kind.Steps);
        if (options.Rule == AdamWRule.Transformers4)
        {
            values.addcdiv_(mean, square.sqrt().add_(options.Epsilon), -rate * Math.Sqrt(correction2) / correction1);
            if (decay != 0)
                values.mul_(1 - decay);
        }
        else
        {
            if (decay != 0)
                values.mul_(1 - decay);
            values.addcdiv_(mean, square.sqrt().div_(Math.Sqrt(correction2)).add_(options.Epsilon), -rate / correction1);
        }
    }
}
