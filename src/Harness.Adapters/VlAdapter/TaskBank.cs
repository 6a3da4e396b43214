using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.VlAdapter;

/// <summary>
/// One module for each task, of which a pass uses the one that <see cref="PassContext.Task"/> names ("multiple" in VL-Adapter's tables).
/// Shapes: those of the modules.   Parameters: the sum of theirs.
/// </summary>
public sealed class TaskBank : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, PassContext, Tensor>> tasks;

    public TaskBank(IEnumerable<nn.Module<Tensor, PassContext, Tensor>> modules) : base(nameof(TaskBank)) =>
        register_module("tasks", tasks = new ModuleList<nn.Module<Tensor, PassContext, Tensor>>([.. modules]));

    /// <exception cref="ArgumentOutOfRangeException">The pass names a task that has no module.</exception>
    public override Tensor forward(Tensor x, PassContext context) => tasks[Index(context.Task, tasks.Count)].call(x, context);

    internal static int Index(int task, int count) => task >= 0 && task < count ? task
        : throw new ArgumentOutOfRangeException(nameof(task), $"the pass names task {task}; there are modules for 0 to {count - 1}.");
}
