using System.Buffers.Binary;
using System.Text;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Checkpoints.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_back()
    {
        var path = Path.Combine(folder, "a.safetensors");
        using var real = Samples.Normal(1, 2, 3);
        using var whole = torch.tensor(new long[] { -1, long.MaxValue });
        using var scalar = torch.tensor(2.5);
        using var none = torch.zeros(0, 4);
        SafetensorsWriter.Write(
            path,
            [("real", real), ("whole", whole), ("scalar", scalar), ("none", none)],
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["real", "whole", "scalar", "none"], file.Entries.Select(e => e.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(0, Samples.MaxAbs(real, file.Read("real")));
        Assert.Equal([-1, long.MaxValue], file.Read("whole").data<long>().ToArray());
        Assert.Equal(2.5, file.Read("scalar").ToDouble());
        Assert.Equal([0, 4], file.Read("none").shape);
    }

    [Fact]
    public void A_transposed_tensor_is_written_in_logical_order()
    {
        var path = Path.Combine(folder, "t.safetensors");
        using var x = torch.tensor(new float[] { 1, 2, 3, 4, 5, 6 }).view(2, 3);
        SafetensorsWriter.Write(path, [("t", x.t())]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([1, 4, 2, 5, 3, 6], file.Read("t").data<float>().ToArray());
    }

    [Theory]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0x20, 0xc0 })]
    [InlineData("F16", new byte[] { 0x00, 0x3c, 0x00, 0xc1 })]
    public void Half_precision_converts(string type, byte[] data)
    {
        var path = Raw($$$"""{"x":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,4]}}""", data);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([1f, -2.5f], file.Read("x", ScalarType.Float32).data<float>().ToArray());
    }

    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""",
        "overlaps"
    )]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[5,6]}}""",
        "gap"
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""",
        "twice"
    )]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "need 8")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", "dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", "overflows")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "trailing")]
    [InlineData("""{"a":3}""", "not described")]
    [InlineData("""{"__metadata__":{"k":1}}""", "not a string")]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData(""" {}""", "not a JSON object")]
    [InlineData("{}\n", "and spaces")]
    [InlineData("{} {}", "and spaces")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", "overflows")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,6],"data_offsets":[0,6]}}""",
        "65 dimensions"
    )]
    [InlineData("""{"a":""", "not the JSON")]
    public void A_malformed_header_is_one_line(string header, string says)
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(Raw(header, new byte[6])));
        Assert.Contains(says, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "at most")]
    [InlineData(1_000_000, "truncated")]
    public void A_header_length_beyond_the_file_is_refused(ulong length, string says)
    {
        var path = Path.Combine(folder, "long.safetensors");
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(path, bytes);
        Assert.Contains(says, Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void An_absent_an_empty_and_an_unknown_tensor_are_named()
    {
        var path = Path.Combine(folder, "empty");
        Assert.Contains(path, Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message);
        File.WriteAllBytes(path, []);
        Assert.Contains("empty", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message);
        File.WriteAllBytes(path, [1, 2]);
        Assert.Contains("too few", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message);
        using var file = SafetensorsFile.Open(Raw("{}", []));
        Assert.Contains("'x'", Assert.Throws<CheckpointException>(() => file.Read("x")).Message);
    }

    [Fact]
    public void A_name_given_twice_is_not_written()
    {
        var path = Path.Combine(folder, "twice");
        using var x = torch.zeros(1);
        Assert.Throws<CheckpointException>(() => SafetensorsWriter.Write(path, [("x", x), ("x", x)]));
        Assert.False(File.Exists(path));
    }

    private string Raw(string header, byte[] data)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
