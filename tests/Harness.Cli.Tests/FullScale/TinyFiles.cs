using System.Runtime.InteropServices;
using System.Text.Json;
using Harness.Backbones.Tests.Checkpoints.Pickle;
using Harness.Backbones.Tests.Checkpoints.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Cli.Tests.FullScale;

/// <summary>What all of the papers' files are made with here.</summary>
internal static class TinyFiles
{
    /// <summary>A file's path, whose folder is made.</summary>
    public static string Place(string folder, string path)
    {
        var place = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    public static void Json(string folder, string path, object content) =>
        File.WriteAllText(Place(folder, path), JsonSerializer.Serialize(content));

    /// <summary>A torch archive of a model's state, its names changed.</summary>
    public static void Archive(string folder, string path, IEnumerable<(string Name, Tensor Value)> state)
    {
        List<(string Name, Tensor Value)> tensors = [.. state];
        File.WriteAllBytes(
            Place(folder, path),
            ArchiveBuilder.Zip(
                pickle =>
                    pickle.OrderedDictionary([
                        .. tensors.Select(
                            (t, i) =>
                                (
                                    t.Name,
                                    (Action<PickleBuilder>)(
                                        b =>
                                            b.Tensor(
                                                s => s.Storage("FloatStorage", $"{i}", t.Value.numel()),
                                                0,
                                                t.Value.shape,
                                                Strides(t.Value.shape)
                                            )
                                    )
                                )
                        ),
                    ]),
                [
                    .. tensors.Select(
                        (t, i) =>
                            ($"{i}", t.Value.numel(), MemoryMarshal.AsBytes(t.Value.data<float>().ToArray().AsSpan()).ToArray())
                    ),
                ]
            )
        );
    }

    public static string Answer(int question) => question % 2 == 0 ? "yes" : "no";

    public static IEnumerable<int> Numbers(int from, int count) => Enumerable.Range(from, count);

    private static long[] Strides(long[] shape) => [.. shape.Select((_, i) => shape.Skip(i + 1).Aggregate(1L, (a, b) => a * b))];
}
