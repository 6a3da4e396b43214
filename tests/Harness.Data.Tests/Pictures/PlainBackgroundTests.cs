using Harness.Data.Pictures;

namespace Harness.Data.Tests.Pictures;

public class PlainBackgroundTests
{
    [Fact]
    public void Things_of_composed_pictures_are_found_where_they_stand()
    {
        var data = (StampScenes)DatasetCatalogue.Open("shapes", "quick", new StampScenesOptions().Seed);
        var (found, shown) = (0, 0);
        for (var i = 0UL; i < 60; i++)
        {
            var scene = data.PretrainingScene(i);
            var boxes = PlainBackground.Boxes(data.Picture(scene.Id), 8);
            Assert.NotNull(boxes);
            Assert.Equal((8, Box.Whole), (boxes.Count, boxes[0]));
            shown += scene.Objects.Count;
            found += scene.Objects.Count(o => boxes.Skip(1).Any(b => b.Overlap(o.Box) > 0.6f));
        }
        Assert.True(found > 0.95 * shown, $"{found} of {shown}");
    }

    [Fact]
    public void Where_there_is_no_plain_background_or_nothing_on_it_nothing_is_said()
    {
        var noise = new byte[3 * 64 * 48];
        new Random(1).NextBytes(noise);
        Assert.Null(PlainBackground.Boxes(new Picture(64, 48, noise), 8));
        Assert.Null(PlainBackground.Boxes(new Picture(64, 48, new byte[3 * 64 * 48]), 8));
        Assert.Null(PlainBackground.Boxes(new Picture(1, 1, new byte[3]), 8));
    }

    [Fact]
    public void Parts_of_one_thing_are_one_box()
    {
        var rgb = new byte[3 * 100 * 100];
        // Two bars inside each other's box: an L and a square in its corner.
        Paint(20, 20, 5, 40);
        Paint(20, 55, 40, 5);
        Paint(40, 30, 10, 10);
        var boxes = PlainBackground.Boxes(new Picture(100, 100, rgb), 3)!;
        Assert.Equal(new Box(0.2f, 0.2f, 0.6f, 0.6f), boxes[1]);
        Assert.Equal(0, boxes[2].Overlap(boxes[1]));

        void Paint(int left, int top, int width, int height)
        {
            for (var y = top; y < top + height; y++)
                rgb.AsSpan(3 * (100 * y + left), 3 * width).Fill(200);
        }
    }
}
