using Harness.Data.Pictures;
using SkiaSharp;

namespace Harness.Data.ContactSheets;

/// <summary>A picture to draw on; places and sizes are in pixels from the upper left corner.</summary>
internal sealed class Canvas : IDisposable
{
    private readonly SKBitmap bitmap;
    private readonly SKCanvas canvas;

    public Canvas(int width, int height, Rgb colour)
    {
        bitmap = new SKBitmap(Info(width, height));
        canvas = new SKCanvas(bitmap);
        canvas.Clear(Of(colour));
    }

    public int Width => bitmap.Width;

    public Picture Picture => new Cutout(bitmap.Width, bitmap.Height, bitmap.Bytes).On(new Rgb(255, 255, 255));

    public void Fill(int left, int top, int width, int height, Rgb colour)
    {
        using var paint = new SKPaint { Color = Of(colour) };
        canvas.DrawRect(left, top, width, height, paint);
    }

    /// <summary>A picture resized to a width and height.</summary>
    public unsafe void Draw(Picture picture, int left, int top, int width, int height)
    {
        fixed (byte* pixels = picture.Opaque().Resize(width, height).Rgba)
        {
            using var image = SKImage.FromPixels(Info(width, height), (nint)pixels);
            canvas.DrawImage(image, left, top, SKSamplingOptions.Default);
            canvas.Flush();
        }
    }

    /// <summary>A line of text whose capitals' upper left corner is given; edges are smoothed.</summary>
    /// <param name="unit">Pixels a grid unit of the font.</param>
    /// <param name="weight">Thickness of strokes, pixels.</param>
    public void Text(string text, double left, double top, double unit, double weight, Rgb colour)
    {
        using var strokes = new SKPathBuilder();
        foreach (var glyph in text.Select(StrokeFont.Of))
        {
            foreach (var (x1, y1, x2, y2) in glyph.Lines)
            {
                strokes.MoveTo((float)(left + x1 * unit), (float)(top + y1 * unit));
                strokes.LineTo((float)(left + x2 * unit), (float)(top + y2 * unit));
            }
            left += glyph.Advance * unit;
        }
        using var path = strokes.Detach();
        using var pen = new SKPaint
        {
            Color = Of(colour),
            IsStroke = true,
            StrokeWidth = (float)weight,
            StrokeCap = SKStrokeCap.Round,
            IsAntialias = true,
        };
        canvas.DrawPath(path, pen);
    }

    public void Dispose()
    {
        canvas.Dispose();
        bitmap.Dispose();
    }

    private static SKImageInfo Info(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);

    private static SKColor Of(Rgb colour) => new(colour.R, colour.G, colour.B);
}
