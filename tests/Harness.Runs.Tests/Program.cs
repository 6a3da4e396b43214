using System.Runtime.InteropServices;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using Harness.Runs.Sweeps.Workers;
using Harness.Runs.Tests;
using Harness.Runs.Tests.Fakes;
using Xunit.MicrosoftTestingPlatform;

// `dotnet Harness.Runs.Tests.dll worker RESULTS` is a worker with the fake executor; `… drive RESULTS CONFIG WORKERS` is a driver,
// `… one RESULTS --tasks FILE --index N --outcome FILE` a task of a scheduler. Anything else runs the tests.
switch (args)
{
    case ["worker", var results]:
        new WorkerLoop(RunStore.Open(results), new FakeExecutor(), "fake", TestWorker.Environment).Run(Console.In, Console.Out);
        return 0;
    case ["one", var shared, "--tasks", var tasks, "--index", var index, "--outcome", var outcome]:
        using (var stop = new CancellationTokenSource())
        using (
            PosixSignalRegistration.Create(
                PosixSignal.SIGTERM,
                signal =>
                {
                    signal.Cancel = true;
                    stop.Cancel();
                }
            )
        )
        {
            try
            {
                new WorkerLoop(RunStore.Open(shared), new FakeExecutor(), "fake", TestWorker.Environment).RunOne(
                    tasks,
                    int.Parse(index),
                    outcome,
                    stop.Token
                );
                return 0;
            }
            catch (OperationCanceledException)
            {
                return WorkerEnded.Interrupted;
            }
        }
    case ["drive", var results, var config, var workers]:
        var store = RunStore.Open(results);
        var plan = SweepPlan.Of(ExperimentFile.Load(config).Cells([]), store, new FakeExecutor(), "fake");
        var ended = await new SweepDriver(store, TestWorker.Options(results, int.Parse(workers)), new RecordingView()).Run(
            plan,
            default
        );
        return ended.Failures.Count == 0 ? 0 : 1;
    default:
        return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
