using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Harness.Backbones.Detection;

namespace Harness.Backbones.Tests.Detection;

/// <summary>Writes a graph model of a few operators as TensorFlow.js would.</summary>
internal sealed class TinyGraph : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graph-").FullName;
    private readonly List<object> nodes = [];
    private readonly List<object> weights = [];
    private readonly List<byte> bytes = [];

    public TinyGraph() => Node("x", "Placeholder", []);

    public string Json => Path.Combine(folder, "model.json");

    public string Binary => Path.Combine(folder, "model.bin");

    public static object Wholes(params long[] values) => new { list = new { i = values.Select(v => v.ToString()) } };

    public static object Text(string value) => new { s = Convert.ToBase64String(Encoding.ASCII.GetBytes(value)) };

    public TinyGraph Node(string name, string op, string[] input, params (string Key, object Value)[] attributes)
    {
        nodes.Add(
            new
            {
                name,
                op,
                input,
                attr = attributes.ToDictionary(a => a.Key, a => a.Value),
            }
        );
        return this;
    }

    public TinyGraph Wholes(string name, long[] shape, params int[] values) =>
        Constant(
            name,
            new
            {
                name,
                shape,
                dtype = "int32",
            },
            MemoryMarshal.AsBytes<int>(values)
        );

    /// <summary>Stored in half precision.</summary>
    public TinyGraph Reals(string name, long[] shape, params float[] values) =>
        Constant(
            name,
            new
            {
                name,
                shape,
                dtype = "float32",
                quantization = new { dtype = "float16" },
            },
            MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v))
        );

    public GraphFile Write(string output, params long[] shape)
    {
        var sizes = shape.Select(d => new { size = d.ToString() });
        File.WriteAllText(
            Json,
            JsonSerializer.Serialize(
                new
                {
                    modelTopology = new { node = nodes },
                    signature = new
                    {
                        outputs = new Dictionary<string, object> { [output + ":0"] = new { tensorShape = new { dim = sizes } } },
                    },
                    weightsManifest = new[] { new { weights } },
                }
            )
        );
        File.WriteAllBytes(Binary, [.. bytes]);
        return GraphFile.Load(Json, Binary);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private TinyGraph Constant(string name, object entry, ReadOnlySpan<byte> values)
    {
        weights.Add(entry);
        bytes.AddRange(values);
        return Node(name, "Const", []);
    }
}
