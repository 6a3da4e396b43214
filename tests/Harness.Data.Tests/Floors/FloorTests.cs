using Harness.Data.Floors;
using Harness.Data.Pictures;

namespace Harness.Data.Tests.Floors;

public class FloorTests
{
    /// <summary>Grey pictures: the identifier is the shade.</summary>
    private sealed class Greys : IVqaDataset, ICaptionDataset
    {
        public string Name => "greys";
        public string Version => "1";
        public string Digest => "0";
        public string Provenance => "here";
        public DatasetNotes Notes { get; } = new(["here"], ["by hand"], ["grey"]);
        public IReadOnlyList<string> Splits => ["train", "test"];

        public Picture Picture(string pictureId) => new(4, 4, [.. Enumerable.Repeat(byte.Parse(pictureId), 48)]);

        public IReadOnlyList<Box> Regions(string pictureId) => GridRegions.Eight;

        public IReadOnlyList<Question> Questions(string split) =>
            split == "train"
                ?
                [
                    Ask("10", "what ?", "dark"),
                    Ask("200", "what ?", "light"),
                    Ask("210", "what ?", "light"),
                    Ask("10", "is it dark ?", "yes"),
                ]
                :
                [
                    Ask("0", "what ?", "dark"),
                    Ask("255", "what ?", "light"),
                    Ask("20", "is it dark ?", "yes"),
                    Ask("20", "is it grey ?", "yes"),
                ];

        public IReadOnlyList<CaptionedPicture> Captions(string split) =>
            split == "train"
                ? [new("10", ["a dark sheet"]), new("200", ["a light sheet of paper"]), new("210", ["a light sheet of paper"])]
                : [new("0", ["a dark sheet"]), new("255", ["a light sheet of paper"])];

        private static Question Ask(string picture, string text, string answer) =>
            new(
                picture + text,
                picture,
                text,
                text[..2],
                answer == "yes" ? "yes/no" : "other",
                new Dictionary<string, double> { [answer] = 1 }
            );
    }

    [Fact]
    public void Each_floor_on_questions_that_can_be_done_by_hand()
    {
        var rows = VqaFloors.Of(new Greys(), "train", "test");
        // Majority: light. Blind: light for both "what ?", yes for "is it dark ?" and, by form, for "is it grey ?". Nearest: all four.
        Assert.Equal(new VqaFloors("all", 4, 25, 75, 100), rows[0]);
        Assert.Equal(["all", "is", "wh"], rows.Select(r => r.Form));
        Assert.Equal(new VqaFloors("wh", 2, 50, 50, 100), rows[2]);
    }

    [Fact]
    public void The_nearest_caption_beats_a_constant_one()
    {
        var rows = CaptionFloors.Of(new Greys(), "train", "test");
        Assert.Equal(100, rows[1].RougeL, 6);
        Assert.InRange(rows[0].RougeL, 50, 90);
        Assert.True(rows[1].CiderD > rows[0].CiderD);
    }
}
