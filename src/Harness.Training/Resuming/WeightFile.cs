using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Data.Files;
using static TorchSharp.torch;

namespace Harness.Training.Resuming;

/// <summary>Writes tensors of a run so that a refusal of the file system is one line.</summary>
public static class WeightFile
{
    /// <inheritdoc cref="SafetensorsWriter.Write" path="/summary"/>
    /// <exception cref="UserErrorException">The file cannot be written; what was there before is still there. Exit code 3.</exception>
    public static void Write(
        string path,
        IEnumerable<(string name, Tensor tensor)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    ) => Saving(() => SafetensorsWriter.Write(path, tensors, metadata));

    /// <summary>Runs what writes files of a run.</summary>
    /// <exception cref="UserErrorException">A file cannot be written; exit code 3.</exception>
    public static void Saving(Action write)
    {
        try
        {
            write();
        }
        catch (CheckpointException e)
        {
            throw new UserErrorException(
                $"{e.Message.TrimEnd('.')}; make room or choose another folder with --out, then run the same command again.",
                UserErrorException.Missing,
                e
            );
        }
    }
}
