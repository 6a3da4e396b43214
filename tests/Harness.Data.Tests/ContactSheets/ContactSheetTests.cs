using Harness.Data.ContactSheets;
using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Data.Scenes;

namespace Harness.Data.Tests.ContactSheets;

public class ContactSheetTests
{
    private static readonly StampScenes Data = StampScenes.Open(
        new StampScenesOptions
        {
            TrainPictures = 200,
            TrainQuestions = 60,
            TestPictures = 200,
            TestQuestions = 60,
            HeldOutPictures = 200,
            HeldOutQuestions = 60,
        },
        SpriteSource.Shapes
    );

    [Fact]
    public void WritesAPictureWithItsScenesAndText()
    {
        using var folder = new TemporaryFolder();
        ContactSheet.Write(Data, 6, folder["sub/sheet.png"], "test");
        var sheet = PictureCodec.Decode(File.ReadAllBytes(folder["sub/sheet.png"]));
        Assert.InRange(sheet.Width, 1000, 1400);
        var ids = Data.Questions("test").Select(q => q.PictureId).Distinct().Take(6);
        foreach (var shade in ids.Select(i => Data.SceneOf(i).Shade))
            Assert.InRange(Count(sheet, shade), 5000, int.MaxValue);
        Assert.InRange(Count(sheet, new Rgb(0, 105, 110)), 100, 20000); // answers' ink
        Assert.Single(Directory.GetFiles(folder["sub"]));
    }

    [Fact]
    public void UnwritablePlaceIsOneLine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        var error = Assert.Throws<UserErrorException>(() => ContactSheet.Write(Data, 1, folder["file/sheet.png"]));
        Assert.Equal(2, error.ExitCode);
        Assert.Throws<UserErrorException>(() => ContactSheet.Write(Data, 0, folder["x.png"]));
        Assert.Throws<ArgumentException>(() => ContactSheet.Write(Data, 1, folder["x.png"], "dev"));
    }

    private static int Count(Cutout picture, Rgb colour)
    {
        var count = 0;
        for (var i = 0; i < picture.Rgba.Length; i += 4)
            if (picture.Rgba[i] == colour.R && picture.Rgba[i + 1] == colour.G && picture.Rgba[i + 2] == colour.B)
                count++;
        return count;
    }
}
