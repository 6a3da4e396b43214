using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Checkpoints.Torch;
using Harness.Backbones.Tests.Checkpoints.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Checkpoints.Torch;

public sealed class TorchArchiveTests : IDisposable
{
    private static readonly (string, long, byte[])[] Six =
    [
        ("0", 6, [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))]),
    ];

    private readonly string folder = System.IO.Directory.CreateTempSubdirectory("torch").FullName;
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        System.IO.Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<bool> Layouts => [true, false];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Views_of_one_storage_are_what_they_were(bool zip)
    {
        using var file = Open(
            zip,
            b =>
                b.OrderedDictionary(
                    ("whole", t => t.Tensor(Floats, 0, [2, 3], [3, 1])),
                    ("transposed", t => t.Tensor(Floats, 0, [3, 2], [1, 3])),
                    ("part", t => t.Tensor(Floats, 2, [2, 2], [2, 1])),
                    ("every second", t => t.Tensor(Floats, 1, [3], [2])),
                    ("scalar", t => t.Tensor(Floats, 4, [], [])),
                    ("none", t => t.Tensor(Floats, 0, [0, 5], [5, 1])),
                    (
                        "parameter",
                        t =>
                            t.Global("torch._utils", "_rebuild_parameter")
                                .Tuple(p => p.Tensor(Floats, 5, [1], [1]), p => p.Raw(0x88), p => p.OrderedDictionary())
                                .Op('R')
                    )
                ),
            Six
        );
        Assert.Equal(
            ["whole", "transposed", "part", "every second", "scalar", "none", "parameter"],
            file.Entries.Select(e => e.Name)
        );
        Assert.Equal([0, 1, 2, 3, 4, 5], Floats32(file, "whole"));
        Assert.Equal([0, 3, 1, 4, 2, 5], Floats32(file, "transposed"));
        Assert.Equal([3, 2], file.Read("transposed").shape);
        Assert.Equal([2, 3, 4, 5], Floats32(file, "part"));
        Assert.Equal([1, 3, 5], Floats32(file, "every second"));
        Assert.Equal(4, file.Read("scalar").ToSingle());
        Assert.Equal([0, 5], file.Read("none").shape);
        Assert.Equal([5], Floats32(file, "parameter"));
    }

    [Theory]
    [InlineData("DoubleStorage", ScalarType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0xC0 }, -2)]
    [InlineData("HalfStorage", ScalarType.Float16, new byte[] { 0, 0xC1 }, -2.5)]
    [InlineData("BFloat16Storage", ScalarType.BFloat16, new byte[] { 0x20, 0xC0 }, -2.5)]
    [InlineData("LongStorage", ScalarType.Int64, new byte[] { 254, 255, 255, 255, 255, 255, 255, 255 }, -2)]
    [InlineData("IntStorage", ScalarType.Int32, new byte[] { 254, 255, 255, 255 }, -2)]
    [InlineData("ShortStorage", ScalarType.Int16, new byte[] { 254, 255 }, -2)]
    [InlineData("CharStorage", ScalarType.Int8, new byte[] { 254 }, -2)]
    [InlineData("ByteStorage", ScalarType.Byte, new byte[] { 254 }, 254)]
    [InlineData("BoolStorage", ScalarType.Bool, new byte[] { 1 }, 1)]
    public void Every_element_type_is_read(string storage, ScalarType type, byte[] bytes, double value)
    {
        foreach (var zip in new[] { true, false })
        {
            using var file = Open(
                zip,
                b => b.Dictionary(("x", t => t.Tensor(s => s.Storage(storage, "0", 1), 0, [1], [1]))),
                [("0", 1, bytes)]
            );
            Assert.Equal(type, file.Read("x").dtype);
            Assert.Equal(value, file.Read("x", ScalarType.Float64).ToDouble());
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_model_is_found_inside_a_training_checkpoint(bool zip)
    {
        Action<PickleBuilder> weights = b =>
            b.OrderedDictionary(("w", t => t.Tensor(Floats, 0, [6], [1])))
                .Dictionary(("_metadata", m => m.OrderedDictionary()))
                .Op('b');
        using var file = Open(
            zip,
            b =>
                b.Dictionary(
                    ("rng", t => t.Tensor(Floats, 0, [1], [1])),
                    ("model", weights),
                    ("epoch", e => e.Int(30)),
                    ("rate", e => e.Raw((byte)'G', 0x3F, 0xF0, 0, 0, 0, 0, 0, 0)),
                    ("name", e => e.Text("vl")),
                    ("sizes", e => e.Numbers(1, 2)),
                    ("kind", e => e.Global("torch", "float16")),
                    ("shape", e => e.Global("torch", "Size").Tuple(s => s.Numbers(2, 3)).Op('R')),
                    (
                        "optimizer",
                        o =>
                            o.Dictionary(
                                (
                                    "state",
                                    s => s.Dictionary(("0", d => d.Dictionary(("exp_avg", t => t.Tensor(Floats, 0, [6], [1])))))
                                ),
                                ("groups", g => g.List(i => i.Dictionary(("lr", l => l.Int(1)))))
                            )
                    )
                ),
            Six
        );
        Assert.Equal("w", Assert.Single(file.Entries).Name);
    }

    [Fact]
    public void A_legacy_storage_may_be_a_stretch_of_another()
    {
        using var file = Open(
            zip: false,
            b =>
                b.Dictionary(
                    (
                        "x",
                        t =>
                            t.Tensor(
                                s =>
                                    s.Storage(
                                        "FloatStorage",
                                        "0",
                                        6,
                                        v => v.Tuple(k => k.Text("0.part"), o => o.Int(3), n => n.Int(2))
                                    ),
                                1,
                                [1],
                                [1]
                            )
                    )
                ),
            Six
        );
        Assert.Equal([4], Floats32(file, "x"));
    }

    [Theory]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("argparse", "Namespace")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_qtensor")]
    [InlineData("torch.nn.modules.linear", "Linear")]
    [InlineData("numpy.core.multiarray", "scalar")]
    public void Whatever_only_code_could_make_is_refused_by_name(string module, string name)
    {
        foreach (var zip in new[] { true, false })
        {
            var error = Refused(
                zip,
                b =>
                    b.Dictionary(
                        ("w", t => t.Tensor(Floats, 0, [6], [1])),
                        ("x", c => c.Global(module, name).Tuple(a => a.Text("true")).Op('R'))
                    ),
                Six
            );
            Assert.Contains($"'{module}.{name}'", error);
            Assert.Contains("nothing is run", error);
        }
    }

    [Fact]
    public void A_name_from_the_stack_and_a_new_object_are_refused_too()
    {
        Assert.Contains(
            "'os.system'",
            Refused(zip: true, b => b.Text("os").Text("system").Raw(0x93).Tuple(a => a.Text("true")).Op('R'), Six)
        );
        Assert.Contains("'os.system'", Refused(true, b => b.Global("os", "system").Op(')').Raw(0x81), Six));
        Assert.Contains("0x69", Refused(zip: true, b => b.Op('(').Op('i'), Six));
        Assert.Contains("state is set", Refused(zip: true, b => b.Global("torch", "float32").Dictionary().Op('b'), Six));
    }

    [Fact]
    public void A_tensor_that_leaves_its_storage_or_repeats_it_is_refused()
    {
        string With(long offset, long[] shape, long[] strides, long elements = 6) =>
            Refused(
                zip: false,
                b => b.Dictionary(("x", t => t.Tensor(s => s.Storage("FloatStorage", "0", elements), offset, shape, strides))),
                Six
            );
        Assert.Contains("reaches to element 6", With(1, [2, 3], [3, 1]));
        Assert.Contains("reaches to element 9223372036854775807", With(0, [2], [long.MaxValue]));
        Assert.Contains("repeats", With(0, [1000], [0]));
        Assert.Contains("strides [-1]", With(5, [2], [-1]));
        Assert.Contains("shape [-1]", With(0, [-1], [1]));
        Assert.Contains("shape [4611686018427387904, 4]", With(0, [1L << 62, 4], [0, 0]));
        Assert.Contains("2 sizes and 1 strides", With(0, [2, 3], [1]));
        Assert.Contains("should have 7 elements and has 6", With(0, [6], [1], elements: 7));
        Assert.Contains("a storage of -1 elements", With(0, [1], [1], elements: -1));
        Assert.Contains("a storage of 4611686018427387904 elements", With(0, [1], [1], elements: 1L << 62));
        var views = Enumerable
            .Range(0, 200)
            .Select(i =>
                ($"{i}", (Action<PickleBuilder>)(t => t.Tensor(s => s.Storage("FloatStorage", "0", 20_000), 0, [20_000], [1])))
            )
            .ToArray();
        Assert.Contains("more than 16 times", Refused(zip: false, b => b.Dictionary(views), ("0", 20_000, new byte[80_000])));
    }

    [Fact]
    public void What_is_no_dictionary_of_tensors_is_said()
    {
        Assert.Contains("a single tensor", Refused(zip: true, b => b.Tensor(Floats, 0, [6], [1]), Six));
        Assert.Contains("a list", Refused(zip: true, b => b.List(t => t.Tensor(Floats, 0, [6], [1])), Six));
        Assert.Contains("no dictionary of named tensors", Refused(zip: true, b => b.Dictionary(("a", a => a.Int(1))), Six));
        Assert.Contains(
            "several dictionaries of tensors ('a', 'b')",
            Refused(
                zip: true,
                b =>
                    b.Dictionary(
                        ("a", a => a.Dictionary(("x", t => t.Tensor(Floats, 0, [6], [1])))),
                        ("b", a => a.Dictionary(("x", t => t.Tensor(Floats, 0, [6], [1]))))
                    ),
                Six
            )
        );
        Assert.Contains(
            "'x' occurs twice",
            Refused(
                zip: true,
                b => b.Dictionary(("x", t => t.Tensor(Floats, 0, [6], [1])), ("x", t => t.Tensor(Floats, 0, [6], [1]))),
                Six
            )
        );
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_truncation_is_noticed(bool zip)
    {
        Action<PickleBuilder> root = b => b.OrderedDictionary(("whole", t => t.Tensor(Floats, 0, [2, 3], [3, 1])));
        var whole = zip ? ArchiveBuilder.Zip(root, Six) : ArchiveBuilder.Legacy(root, Six);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<CheckpointException>(() => WeightFiles.Open(Write(whole[..length])).Dispose());
    }

    [Fact]
    public void In_a_zip_archive_every_changed_byte_is_noticed_or_harmless()
    {
        var whole = ArchiveBuilder.Zip(b => b.OrderedDictionary(("x", t => t.Tensor(Floats, 0, [2, 3], [3, 1]))), Six);
        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= 0x11;
            try
            {
                using var file = TorchArchive.Open(Write(changed));
                Assert.Equal("x", Assert.Single(file.Entries).Name);
                Assert.Equal([0, 1, 2, 3, 4, 5], Floats32(file, "x"));
            }
            catch (CheckpointException) { }
        }
    }

    [Fact]
    public void Sizes_of_64_bits_are_read()
    {
        var pickle = ArchiveBuilder.Pickle(b => b.Dictionary(("x", t => t.Tensor(Floats, 0, [6], [1]))));
        using var file = TorchArchive.Open(Write(ArchiveBuilder.Zip(true, ("a/data.pkl", pickle), ("a/data/0", Six[0].Item3))));
        Assert.Equal([0, 1, 2, 3, 4, 5], Floats32(file, "x"));
    }

    [Fact]
    public void Other_zip_archives_are_told_apart()
    {
        byte[] empty = ArchiveBuilder.Pickle(b => b.Dictionary());
        string Error(params (string, byte[])[] entries) =>
            Assert.Throws<CheckpointException>(() => TorchArchive.Open(Write(ArchiveBuilder.Zip(false, entries)))).Message;
        Assert.Contains("0 files NAME/data.pkl", Error(("word/document.xml", [1])));
        Assert.Contains("TorchScript", Error(("a/data.pkl", empty), ("a/constants.pkl", empty)));
        Assert.Contains("big-endian", Error(("a/data.pkl", empty), ("a/byteorder", "big"u8.ToArray())));
        Assert.Contains("occurs twice", Error(("a/data.pkl", empty), ("a/data.pkl", empty)));
        var packed = Path.Combine(folder, "packed.zip");
        using (var zip = System.IO.Compression.ZipFile.Open(packed, System.IO.Compression.ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("a/data.pkl").Open())
            entry.Write(new byte[1000]);
        Assert.Contains("compressed", Assert.Throws<CheckpointException>(() => TorchArchive.Open(packed)).Message);
    }

    [Fact]
    public void What_lies_aligned_and_row_after_row_can_be_mapped()
    {
        // The longer the name, the later the storage begins.
        var mapped = Enumerable
            .Range(1, 4)
            .Select(length =>
            {
                var name = new string('x', length);
                using var file = Open(
                    zip: true,
                    b =>
                        b.OrderedDictionary(
                            (name, t => t.Tensor(Floats, 2, [2, 2], [2, 1])),
                            ("t", t => t.Tensor(Floats, 0, [3, 2], [1, 3]))
                        ),
                    Six
                );
                Assert.Null(file.Map("t"));
                return file.Map(name)?.data<float>().ToArray();
            })
            .OfType<float[]>();
        Assert.Equal([2, 3, 4, 5], Assert.Single(mapped));
    }

    private static void Floats(PickleBuilder pickle) => pickle.Storage("FloatStorage", "0", 6);

    private static float[] Floats32(IWeightFile file, string name) => file.Read(name).data<float>().ToArray();

    private TorchArchive Open(bool zip, Action<PickleBuilder> root, (string, long, byte[])[] storages) =>
        (TorchArchive)WeightFiles.Open(Write(zip ? ArchiveBuilder.Zip(root, storages) : ArchiveBuilder.Legacy(root, storages)));

    private string Refused(bool zip, Action<PickleBuilder> root, params (string, long, byte[])[] storages)
    {
        var error = Assert.Throws<CheckpointException>(() => Open(zip, root, storages)).Message;
        Assert.DoesNotContain('\n', error);
        return error;
    }

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder, "a.bin");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
