using System.Text;
using Harness.Adapters.Saving;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Tests.Checkpoints.Pickle;
using Harness.Backbones.Tests.Checkpoints.Torch;

namespace Harness.Backbones.Tests.HostileFiles;

/// <summary>Files made to hurt a reader: little to read, much to allocate, to recurse into or to compute. Each is refused at once.</summary>
public sealed class CorpusTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    private static readonly Dictionary<string, Func<byte[]>> files = new()
    {
        { "header of 2^63 bytes", () => [.. BitConverter.GetBytes(long.MaxValue), .. "{}"u8] },
        { "header deeper than any stack", () => Safetensors(new string('[', 100_000)) },
        {
            "metadata deeper than any stack",
            () => Safetensors("{\"__metadata__\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50_000)))
        },
        {
            "tensors that share bytes",
            () =>
                Safetensors(
                    "{"
                        + string.Join(
                            ",",
                            Enumerable
                                .Range(0, 5000)
                                .Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}")
                        )
                        + "}",
                    8
                )
        },
        {
            "a shape of 100,000 dimensions",
            () =>
                Safetensors(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":["
                        + string.Join(",", Enumerable.Repeat("1", 100_000))
                        + "],\"data_offsets\":[0,1]}}",
                    1
                )
        },
        {
            "a list in a list in a list",
            () => Pickle(b => b.Raw([.. Enumerable.Repeat((byte)']', 100_000), .. Enumerable.Repeat((byte)'a', 99_999)]))
        },
        { "marks and nothing else", () => Pickle(b => b.Raw([.. Enumerable.Repeat((byte)'(', 200_000)])) },
        {
            "each list twice in the next",
            () =>
                Pickle(b =>
                {
                    b.Op(']').Raw((byte)'q', 0);
                    for (byte i = 0; i < 60; i++)
                        b.Op(']').Raw((byte)'q', (byte)(i + 1)).Op('(').Raw((byte)'h', i, (byte)'h', i).Op('e');
                })
        },
        {
            "each dictionary twice in the next",
            () =>
                Pickle(b =>
                {
                    b.Op('}').Raw((byte)'q', 0);
                    for (byte i = 0; i < 60; i++)
                        b.Op('}')
                            .Raw((byte)'q', (byte)(i + 1))
                            .Op('(')
                            .Text("a")
                            .Raw((byte)'h', i)
                            .Text("b")
                            .Raw((byte)'h', i)
                            .Op('u');
                })
        },
        {
            "a dictionary that holds itself",
            () => Pickle(b => b.Op('}').Raw((byte)'q', 0).Text("model").Raw((byte)'h', 0).Op('s'))
        },
        { "a value kept at the last place", () => Pickle(b => b.Raw((byte)'N', (byte)'r', 255, 255, 255, 255)) },
        { "text of 2^63 bytes", () => Pickle(b => b.Raw([0x8D, .. BitConverter.GetBytes(long.MaxValue)])) },
        { "bytes of -1", () => Pickle(b => b.Raw([0x8E, .. BitConverter.GetBytes(-1L)])) },
        {
            "a tensor of 2^40 equal elements",
            () =>
                Pickle(
                    b => b.Dictionary(("x", t => t.Tensor(s => s.Storage("ByteStorage", "0", 1), 0, [1L << 40], [0]))),
                    ("0", 1, [0])
                )
        },
        {
            "a thousand views of one storage",
            () =>
                Pickle(
                    b =>
                        b.Dictionary([
                            .. Enumerable
                                .Range(0, 1000)
                                .Select(i =>
                                    (
                                        $"{i}",
                                        (Action<PickleBuilder>)(
                                            t => t.Tensor(s => s.Storage("ByteStorage", "0", 200_000), 0, [200_000], [1])
                                        )
                                    )
                                ),
                        ]),
                    ("0", 200_000, new byte[200_000])
                )
        },
        {
            "a directory of 65,534 entries that are not there",
            () =>
                [
                    .. "PK\x03\x04"u8,
                    .. new byte[100],
                    .. "PK\x05\x06"u8,
                    0,
                    0,
                    0,
                    0,
                    0xFE,
                    0xFF,
                    0xFE,
                    0xFF,
                    104,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                ]
        },
    };

    public static TheoryData<string> Names => [.. files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_made_to_hurt_is_refused_cheaply(string what)
    {
        var file = files[what]();
        File.WriteAllBytes(path, file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<CheckpointException>(() => WeightFiles.Open(path).Dispose());
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            allocated <= 100L * file.Length + HostileReader.Fixed,
            $"{what}: {allocated} bytes for a file of {file.Length}"
        );
        Assert.InRange(error.Message.Length, path.Length, 1000);
    }

    private static byte[] Safetensors(string header, int data = 0)
    {
        var json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[data]];
    }

    private static byte[] Pickle(Action<PickleBuilder> root, params (string, long, byte[])[] storages) =>
        ArchiveBuilder.Zip(root, storages);
}
