using System.Globalization;
using System.Text;
using System.Text.Json;
using Harness.Adapters.Lora;
using static TorchSharp.torch;

namespace Harness.Adapters.Saving;

/// <summary>The README of a saved adapter: what it is, what it needs, what it holds.</summary>
internal static class ModelCard
{
    public static string Of(PeftMethod method, BaseModel bare, IReadOnlyList<(string name, Tensor tensor)> tensors)
    {
        string Whole(long n) => n.ToString("#,0", CultureInfo.InvariantCulture);
        var numbers = tensors.Sum(t => t.tensor.numel());
        var card = new StringBuilder();
        void Line(string text = "") => card.Append(text).Append('\n');
        Line("---");
        Line($"base_model: {bare.Name}");
        if (method is LoraMethod)
            Line("library_name: peft");
        Line($"tags: [{method.Name}, adapter]");
        Line("---");
        Line();
        Line($"# {method.Name} for {bare.Name}");
        Line();
        Line(
            $"{Whole(numbers)} numbers in {tensors.Count} tensors, {(100.0 * numbers / bare.Parameters).ToString("0.####", CultureInfo.InvariantCulture)} % of the base model's {Whole(bare.Parameters)}."
        );
        Line("The file holds the adapter alone; it only loads onto the base model with this fingerprint:");
        Line();
        Line($"    {bare.Fingerprint}");
        Line();
        Line("| option | value |");
        Line("| --- | --- |");
        foreach (var (key, value) in method.Options)
            Line($"| `{key}` | {JsonSerializer.Serialize(value)} |");
        Line();
        Line(
            $"Loading: `AdapterFolder.Load(folder, backbone)` applies the method of `{AdapterFolder.ConfigFile}` to a bare backbone and fills it from `{AdapterFolder.WeightsFile}`."
        );
        if (method is LoraMethod)
            Line($"PEFT reads the same numbers from `{PeftFolder.ConfigFile}` and `{PeftFolder.WeightsFile}`.");
        return card.ToString();
    }
}
