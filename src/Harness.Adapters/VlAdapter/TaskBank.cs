using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.VlAdapter;

/// <summary>
/// One module for each task, of which a pass uses the one that <see cref="PassContext.Task"/> names ("multiple" in VL-Adapter's tables).
/// Paper: Sung et al., CVPR 2022, arXiv 2112.06825.
/// Shapes: those of the modules.   Names: <c>tasks.{t}…</c>.   Parameters: the sum of theirs, what they share counted once.
/// </summary>
public sealed class TaskBank : nn.Module<Tensor, PassContext, Tensor>, IMergeable
{
    private readonly ModuleList<nn.Module<Tensor, PassContext, Tensor>> tasks;

    private TaskBank(nn.Module<Tensor, PassContext, Tensor>[] modules)
        : base(nameof(TaskBank)) =>
        register_module("tasks", tasks = new ModuleList<nn.Module<Tensor, PassContext, Tensor>>(modules));

    /// <summary>A bank, or the bare module where there is one for all tasks.</summary>
    public static nn.Module<Tensor, PassContext, Tensor> Of(int tasks, Func<nn.Module<Tensor, PassContext, Tensor>> make) =>
        tasks == 1 ? make() : new TaskBank([.. Enumerable.Range(0, tasks).Select(_ => make())]);

    public string MergeObstacle => "which update is meant depends on the pass's task, so no single weight can hold it.";

    public Tensor DeltaWeight() => throw new InvalidOperationException(MergeObstacle);

    /// <exception cref="InvalidOperationException">The pass names a task that has no module.</exception>
    public override Tensor forward(Tensor x, PassContext context) =>
        context.Task >= 0 && context.Task < tasks.Count
            ? tasks[context.Task].call(x, context)
            : throw new InvalidOperationException(
                $"The pass names task {context.Task}; there are modules for the tasks 0 to {tasks.Count - 1}."
            );
}
