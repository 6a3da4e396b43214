using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Data.Pictures.Preprocessing;

/// <summary>Reads <c>preprocessor_config.json</c>: a size is a number, <c>{"height", "width"}</c> or <c>{"shortest_edge"}</c>; absent steps are on, as in transformers.</summary>
internal static class PreprocessorJson
{
    public static PicturePreprocessor Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var (size, edge) =
                On(root, "do_resize") && root.TryGetProperty("size", out var s) ? SizeOf(s, square: !IsClip(root)) : (null, null);
            return new PicturePreprocessor
            {
                Size = size,
                ShortestEdge = edge,
                Filter = root.TryGetProperty("resample", out var filter) ? FilterOf(filter.GetInt32()) : PictureFilter.Bilinear,
                Crop =
                    root.TryGetProperty("do_center_crop", out var crops) && crops.GetBoolean()
                        ? SizeOf(root.GetProperty("crop_size"), square: true).Size
                        : null,
                Rescale =
                    !On(root, "do_rescale") ? 1
                    : root.TryGetProperty("rescale_factor", out var factor) ? factor.GetDouble()
                    : 1 / 255.0,
                Mean = On(root, "do_normalize") ? Numbers(root.GetProperty("image_mean")) : [0, 0, 0],
                Deviation = On(root, "do_normalize") ? Numbers(root.GetProperty("image_std")) : [1, 1, 1],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadFileException($"not a preprocessor_config.json of pictures: {e.Message}", e);
        }
    }

    private static bool On(JsonElement root, string key) => !root.TryGetProperty(key, out var value) || value.GetBoolean();

    // CLIP's old files give the shorter side as a bare number, ViT's the side of a square.
    private static bool IsClip(JsonElement root) =>
        root.TryGetProperty("feature_extractor_type", out var type) && type.GetString() is "CLIPFeatureExtractor"
        || root.TryGetProperty("image_processor_type", out type) && type.GetString() is "CLIPImageProcessor";

    private static ((int Height, int Width)? Size, int? Edge) SizeOf(JsonElement size, bool square)
    {
        if (size.ValueKind == JsonValueKind.Number)
            return square ? ((Side(size), Side(size)), null) : (null, Side(size));
        return size.TryGetProperty("shortest_edge", out var edge)
            ? (null, Side(edge))
            : ((Side(size.GetProperty("height")), Side(size.GetProperty("width"))), null);
    }

    private static int Side(JsonElement value)
    {
        var side = value.GetInt32();
        return side is >= 1 and <= 8192 ? side : throw new FormatException($"a side of {side} pixels; 1 to 8192 are possible");
    }

    private static PictureFilter FilterOf(int number) =>
        Enum.IsDefined((PictureFilter)number)
            ? (PictureFilter)number
            : throw new FormatException($"resample is {number}; 2 (bilinear) and 3 (bicubic) are known");

    private static double[] Numbers(JsonElement array) =>
        array.EnumerateArray().Select(v => v.GetDouble()).ToArray() is { Length: 3 } three
            ? three
            : throw new FormatException("a mean or deviation that is not three numbers");
}
