using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>Turns boxes (x1, y1, x2, y2), fractions of the picture, into the numbers that the visual embedding reads.</summary>
internal static class BoxNumbers
{
    /// <summary>[B, V, 4] → [B, V, 5] or [B, V, 7].</summary>
    public static Tensor Of(Tensor boxes, BoxFeatures features) =>
        features == BoxFeatures.Published ? Published(boxes) : Centred(boxes);

    private static Tensor Published(Tensor boxes)
    {
        var p = boxes.unbind(-1);
        return cat([boxes, ((p[3] - p[2]) * (p[1] - p[0])).unsqueeze(-1)], -1);
    }

    private static Tensor Centred(Tensor boxes)
    {
        var size = boxes.narrow(-1, 2, 2) - boxes.narrow(-1, 0, 2);
        var side = (size.narrow(-1, 0, 1) * size.narrow(-1, 1, 1)).clamp(min: 0).sqrt();
        return cat([boxes - 0.5, size, side], -1) * 3;
    }
}
