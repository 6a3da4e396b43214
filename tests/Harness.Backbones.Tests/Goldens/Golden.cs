using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Goldens;

/// <summary>One case of reference vectors beside this file.</summary>
internal sealed class Golden : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly Dictionary<string, Tensor> tensors;

    public Golden(string name)
    {
        var stem = Path.Combine(AppContext.BaseDirectory, "Goldens", "data", name);
        Config = File.ReadAllText(stem + ".json");
        using var file = SafetensorsFile.Open(stem + ".safetensors");
        tensors = file.ReadAll();
    }

    public string Config { get; }

    public Tensor this[string name] => tensors[name];

    public void Dispose() => scope.Dispose();

    /// <summary>Loads every weight strictly.</summary>
    public T Fill<T>(T model)
        where T : nn.Module
    {
        var weights = tensors
            .Where(t => t.Key.StartsWith("w.", StringComparison.Ordinal))
            .ToDictionary(t => t.Key[2..], t => t.Value);
        CheckpointLoader.Load(model, weights, LoadingOptions.Strict);
        return model;
    }

    /// <summary>Relative to the reference's largest value, as whole models in single precision are compared.</summary>
    public void Near(string name, Tensor ours)
    {
        var reference = tensors[name];
        Assert.Equal(reference.shape, ours.shape);
        var off = (ours.detach() - reference).abs().max().ToDouble() / reference.abs().max().ToDouble();
        Assert.True(off < 1e-4, $"{name}: off by {off:g3}");
    }

    /// <summary>Gradients of <paramref name="loss"/>, for all weights that the case has them for.</summary>
    public void GradientsNear(nn.Module model, Tensor loss)
    {
        loss.backward();
        var expected = tensors.Where(t => t.Key.StartsWith("grad.w.", StringComparison.Ordinal)).ToList();
        var noise = 1e-6 * expected.Max(t => t.Value.abs().max().ToDouble());
        Assert.NotEmpty(expected);
        foreach (var (name, reference) in expected)
        {
            // A key bias has no gradient but rounding: it shifts all scores of a row alike.
            if (reference.abs().max().ToDouble() > noise)
                Near(name, model.get_parameter(name["grad.w.".Length..])!.grad!);
        }
    }

    /// <summary>Texts up to and including their first end token.</summary>
    public List<long[]> Texts(string name, long promptLength, long end)
    {
        var (rows, width) = (tensors[name].shape[0], tensors[name].shape[1]);
        var ids = tensors[name].data<long>().ToArray();
        return
        [
            .. Enumerable
                .Range(0, (int)rows)
                .Select(r =>
                {
                    var text = ids[(int)(r * width + promptLength)..(int)((r + 1) * width)];
                    var at = Array.IndexOf(text, end);
                    return at < 0 ? text : text[..(at + 1)];
                }),
        ];
    }
}
