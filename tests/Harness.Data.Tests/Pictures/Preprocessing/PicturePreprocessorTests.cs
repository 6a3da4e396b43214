using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Data.Pictures.Preprocessing;

namespace Harness.Data.Tests.Pictures.Preprocessing;

public class PicturePreprocessorTests
{
    // Each pixel says where it is: red is the column, green the row.
    private static Picture Places(int width, int height) =>
        new(
            width,
            height,
            [
                .. from y in Enumerable.Range(0, height)
                from x in Enumerable.Range(0, width)
                from v in new[] { x, y, 255 }
                select (byte)v,
            ]
        );

    [Fact]
    public void Channels_stand_one_after_the_other_and_are_normalised()
    {
        var plain = PicturePreprocessor.Vit with { Size = (1, 2) };
        var (values, height, width) = plain.Apply(new Picture(2, 1, [255, 0, 51, 0, 255, 204]));
        Assert.Equal((1, 2), (height, width));
        Assert.Equal([1, -1, -1, 1, -0.6f, 0.6f], values.Select(v => MathF.Round(v, 6)));
    }

    [Theory]
    [InlineData(40, 20, 20, 10, 2)] // wide: 20×10 after resizing, columns 5…14 stay
    [InlineData(20, 40, 10, 20, 2)]
    public void The_shorter_side_is_scaled_and_the_centre_kept(
        int width,
        int height,
        int scaledWidth,
        int scaledHeight,
        int factor
    )
    {
        var clip = new PicturePreprocessor
        {
            ShortestEdge = 10,
            Filter = PictureFilter.Bicubic,
            Crop = (10, 10),
            Rescale = 1,
        };
        var (values, h, w) = clip.Apply(Places(width, height));
        Assert.Equal((10, 10), (h, w));
        // A ramp stays one: pixel i of the scaled picture is at factor·(i + ½) − ½.
        var (left, top) = ((scaledWidth - 10) / 2, (scaledHeight - 10) / 2);
        Assert.InRange(values[5], factor * (left + 5.5f) - 1, factor * (left + 5.5f));
        Assert.InRange(values[100 + 50], factor * (top + 5.5f) - 1, factor * (top + 5.5f));
    }

    [Fact]
    public void A_picture_smaller_than_the_crop_is_filled_up()
    {
        var (values, _, _) = new PicturePreprocessor { Crop = (4, 5), Rescale = 1 }.Apply(Places(2, 1));
        // Blue is 255 where the picture is: row 2 of 4, columns 2 and 3 of 5.
        Assert.Equal([2 * 5 + 2, 2 * 5 + 3], values[40..].Select((v, i) => (v, i)).Where(p => p.v > 0).Select(p => p.i));
    }

    [Fact]
    public void Published_files_are_the_presets()
    {
        const string Vit =
            """{"do_normalize": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 2, "size": 224}""";
        const string Clip = """
            {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true, "feature_extractor_type": "CLIPFeatureExtractor",
             "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 224}
            """;
        const string NewClip = """
            {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true, "do_normalize": true, "do_rescale": true, "do_resize": true,
             "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711], "image_processor_type": "CLIPImageProcessor",
             "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}}
            """;
        var picture = Places(60, 40);
        Assert.Equal(PicturePreprocessor.Vit.Apply(picture).Values, PicturePreprocessor.FromJson(Vit).Apply(picture).Values);
        Assert.Equal(PicturePreprocessor.Clip.Apply(picture).Values, PicturePreprocessor.FromJson(Clip).Apply(picture).Values);
        Assert.Equal(PicturePreprocessor.Clip.Apply(picture).Values, PicturePreprocessor.FromJson(NewClip).Apply(picture).Values);
        Assert.Equal(PicturePreprocessor.ClipGrid with { Filter = PictureFilter.Bicubic }, PicturePreprocessor.ClipGrid);
    }

    [Theory]
    [InlineData("""{"size": 224, "resample": 1, "do_normalize": false}""", "resample is 1")]
    [InlineData("""{"size": 0, "do_normalize": false}""", "a side of 0 pixels")]
    [InlineData("""{"size": {"edge": 3}, "do_normalize": false}""", "not a preprocessor_config.json")]
    [InlineData("""{"size": 224}""", "not a preprocessor_config.json")]
    [InlineData("""{"size": 224, "image_mean": [0.5], "image_std": [0.5, 0.5, 0.5]}""", "not three numbers")]
    [InlineData("[", "not a preprocessor_config.json")]
    public void Other_files_are_refused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<BadFileException>(() => PicturePreprocessor.FromJson(json)).Message);
}
