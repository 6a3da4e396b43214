using Harness.Data.Pictures;

namespace Harness.Data.Scenes;

/// <summary>Paints a scene: its shade, then each cut-out scaled to its box and blended by alpha, in drawing order. Thread-safe.</summary>
public sealed class SceneRenderer(SpriteSet sprites, int side = 128)
{
    public Picture Render(Scene scene)
    {
        var rgb = new byte[3 * side * side];
        for (var i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (scene.Shade.R, scene.Shade.G, scene.Shade.B);
        foreach (var item in scene.Objects)
        {
            var (x, y) = (Pixel(item.Box.X1), Pixel(item.Box.Y1));
            var cutout = sprites.CutoutOf(item.Sprite).Resize(Pixel(item.Box.X2) - x, Pixel(item.Box.Y2) - y, item.Mirrored);
            Paste(cutout, rgb, x, y);
        }
        return new Picture(side, side, rgb);
    }

    private int Pixel(float fraction) => (int)MathF.Round(fraction * side);

    private void Paste(Cutout cutout, byte[] rgb, int left, int top)
    {
        for (var y = 0; y < cutout.Height; y++)
        for (var x = 0; x < cutout.Width; x++)
        {
            var from = 4 * (y * cutout.Width + x);
            var to = 3 * ((top + y) * side + left + x);
            int alpha = cutout.Rgba[from + 3];
            for (var c = 0; c < 3; c++)
                rgb[to + c] = (byte)((cutout.Rgba[from + c] * alpha + rgb[to + c] * (255 - alpha) + 127) / 255);
        }
    }
}
