using Harness.Data.PaperFiles;

namespace Harness.Data.Tests.PaperFiles;

public class VlAdapterTasksTests
{
    [Fact]
    public void Splits_are_VL_Adapters_and_a_training_caption_is_an_item()
    {
        using var folder = new TemporaryFolder();
        foreach (
            var (file, id) in new[]
            {
                ("vqa/karpathy_train", 1),
                ("vqa/karpathy_val", 2),
                ("vqa/karpathy_test", 3),
                ("GQA/train", 4),
                ("GQA/valid", 5),
                ("GQA/testdev", 6),
            }
        )
            Put(file, $$"""[{"question_id": {{id}}, "img_id": "p{{id}}", "sent": "what is {{id}}?", "label": {"a": 1} }]""");
        foreach (var file in new[] { "train", "valid", "test" })
            Put(
                $"nlvr/{file}",
                $$"""[{"identifier": "{{file}}-1-0-0", "img0": "a", "img1": "b", "label": 1, "sent": "both.", "uid": "u"}]"""
            );
        var images = new[] { "train", "val", "test" }.Select(s =>
            $$"""{"filepath": "val2014", "filename": "{{s}}.jpg", "split": "{{s}}", "sentences": [{"raw": "One. "}, {"raw": "Two."}]}"""
        );
        Put("COCO/dataset_coco", "{\"images\": [" + string.Join(',', images) + "]}");

        var data = Assert.IsType<FourTasks>(PaperDatasets.Open("vl-adapter-tasks", folder.Path));
        Assert.Equal(
            ["vqa:1", "gqa:4", "nlvr:train-1-0-0", "caption:val2014/train.jpg#0", "gqa:5", "caption:val2014/train.jpg#1"],
            data.Questions("train").Select(q => q.Id)
        );
        Assert.Equal(["vqa:2", "gqa:6", "nlvr:valid-1-0-0", "caption:val2014/val.jpg"], data.Questions("val").Select(q => q.Id));
        Assert.Equal(["vqa:3", "gqa:6", "nlvr:test-1-0-0", "caption:val2014/test.jpg"], data.Questions("test").Select(q => q.Id));
        Assert.Equal(["One."], data.Questions("train")[3].Answers.Keys);
        Assert.Equal(["One. ", "Two."], data.Questions("test")[3].Answers.Keys);

        void Put(string file, string json)
        {
            var path = Path.Combine(folder.Path, file + ".json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, json);
        }
    }
}
