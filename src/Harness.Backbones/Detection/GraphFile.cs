using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Harness.Adapters.Saving;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Detection;

/// <summary>One operator of a graph model, with its attributes as the file spells them.</summary>
/// <param name="Inputs">Names of the nodes that it reads; <c>name:1</c> is the second result of a node that has several.</param>
internal sealed record GraphNode(string Name, string Op, IReadOnlyList<string> Inputs, JsonElement Attributes)
{
    public double Real(string key) => Attribute(key).GetProperty("f").GetDouble();

    public bool Flag(string key) =>
        Attributes.ValueKind == JsonValueKind.Object
        && Attributes.TryGetProperty(key, out var a)
        && a.TryGetProperty("b", out var b)
        && b.GetBoolean();

    /// <summary>Whole numbers, written as strings there.</summary>
    public long[] Wholes(string key) =>
        [.. Attribute(key).GetProperty("list").GetProperty("i").EnumerateArray().Select(i => long.Parse(i.GetString()!))];

    /// <summary>Text, written in base 64 there.</summary>
    public string Text(string key) => Encoding.ASCII.GetString(Attribute(key).GetProperty("s").GetBytesFromBase64());

    private JsonElement Attribute(string key) =>
        Attributes.TryGetProperty(key, out var a)
            ? a
            : throw new CheckpointException($"graph node '{Name}' ({Op}) has no attribute '{key}'.");
}

/// <summary>
/// A TensorFlow.js graph model on disk: operators in a JSON file, constants one after another in a binary file. Float constants are Float32 or Float16
/// there and become Float32; whole numbers become Int64.
/// </summary>
internal sealed class GraphFile
{
    private GraphFile(
        IReadOnlyList<GraphNode> nodes,
        IReadOnlyDictionary<string, Tensor> constants,
        IReadOnlyDictionary<string, long[]> outputs
    ) => (Nodes, Constants, Outputs) = (nodes, constants, outputs);

    public IReadOnlyList<GraphNode> Nodes { get; }

    public IReadOnlyDictionary<string, Tensor> Constants { get; }

    /// <summary>Results of the model with their shapes.</summary>
    public IReadOnlyDictionary<string, long[]> Outputs { get; }

    /// <exception cref="CheckpointException">Damaged, of another format, or the two files do not belong together.</exception>
    public static GraphFile Load(string jsonPath, string binaryPath)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
            var root = json.RootElement;
            var nodes = root.GetProperty("modelTopology").GetProperty("node").EnumerateArray().Select(Node).ToList();
            var outputs = root.GetProperty("signature")
                .GetProperty("outputs")
                .EnumerateObject()
                .ToDictionary(
                    o => o.Name.Split(':')[0],
                    o =>
                        o.Value.GetProperty("tensorShape")
                            .GetProperty("dim")
                            .EnumerateArray()
                            .Select(d => long.Parse(d.GetProperty("size").GetString()!))
                            .ToArray()
                );
            return new GraphFile(
                nodes,
                Constant(root.GetProperty("weightsManifest"), File.ReadAllBytes(binaryPath), binaryPath),
                outputs
            );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new CheckpointException($"{jsonPath}: is not a graph model ({e.Message.ReplaceLineEndings(" ")})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{jsonPath}: {e.Message}", e);
        }
    }

    private static GraphNode Node(JsonElement node) =>
        new(
            node.GetProperty("name").GetString()!,
            node.GetProperty("op").GetString()!,
            // A leading ^ marks an order, not a value.
            node.TryGetProperty("input", out var input)
                ? [.. input.EnumerateArray().Select(i => i.GetString()!).Where(i => !i.StartsWith('^'))]
                : [],
            node.TryGetProperty("attr", out var attributes) ? attributes.Clone() : default
        );

    private static Dictionary<string, Tensor> Constant(JsonElement manifest, byte[] bytes, string path)
    {
        var constants = new Dictionary<string, Tensor>();
        var at = 0L;
        foreach (var weight in manifest.EnumerateArray().SelectMany(group => group.GetProperty("weights").EnumerateArray()))
        {
            var (name, shape) = (
                weight.GetProperty("name").GetString()!,
                weight.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray()
            );
            var type = weight.TryGetProperty("quantization", out var stored)
                ? stored.GetProperty("dtype").GetString()!
                : weight.GetProperty("dtype").GetString()!;
            var size = type switch
            {
                "float16" => 2,
                "float32" or "int32" => 4,
                _ => throw new CheckpointException(
                    $"{path}: '{name}' has element type {type}; float16, float32 and int32 can be read."
                ),
            };
            var length = checked(shape.Aggregate((long)size, (a, b) => checked(a * b)));
            if (shape.Any(d => d < 0) || length > bytes.Length - at)
                throw new CheckpointException($"{path}: ends inside '{name}'.");
            constants[name] = Value(bytes.AsSpan((int)at, (int)length), type).view(shape).DetachFromDisposeScope();
            at += length;
        }
        return at == bytes.Length
            ? constants
            : throw new CheckpointException($"{path}: {bytes.Length - at} bytes are left after the last constant.");
    }

    private static Tensor Value(ReadOnlySpan<byte> bytes, string type) =>
        type switch
        {
            "float32" => torch.tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray()),
            "float16" => torch.tensor(Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), h => (float)h)),
            _ => torch.tensor(Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), i => (long)i)),
        };
}
