using Harness.Data.Packages;

namespace Harness.Data.Tests;

public class FourTasksTests
{
    [Fact]
    public void TasksTakeTurnsAndKeepTheirPictures()
    {
        var data = (FourTasks)Needs.Dataset("four-tasks").Open("quick", 2303, PackageCache.Default(), null);
        Assert.Equal(FourTasks.Tasks, data.Questions("test").Take(4).Select(FourTasks.TaskOf));
        foreach (var split in data.Splits)
        {
            var questions = data.Questions(split);
            Assert.Equal(questions.Count, questions.Select(q => q.Id).Distinct().Count());
            Assert.All(FourTasks.Tasks, t => Assert.Equal(100, questions.Take(400).Count(q => FourTasks.TaskOf(q) == t)));
            Assert.All(questions, q => Assert.StartsWith(FourTasks.TaskOf(q) + ":", q.PictureId));
        }
        Assert.Equal(
            ["category", "is-kind", "kind"],
            data.Questions("train").Where(q => q.Form.StartsWith("vqa/")).Select(q => q.Form[4..]).Distinct().Order()
        );
        Assert.Equal(
            [(64, 64), (128, 128), (256, 128), (128, 128)],
            data.Questions("test").Take(4).Select(q => data.Picture(q.PictureId)).Select(p => (p.Width, p.Height))
        );
        Assert.Contains("begin with vqa:", Assert.Throws<ArgumentException>(() => data.Picture("p0")).Message);
        Assert.Empty(
            data.Questions("train")
                .Where(q => !q.Form.StartsWith("vqa/"))
                .Select(q => q.PictureId)
                .Intersect(data.Questions("test").Select(q => q.PictureId))
        );
    }
}
