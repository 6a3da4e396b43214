namespace Harness.Cli.Tests.FullScale;

public class RoutingFullScaleTests
{
    [Fact]
    public void With_nothing_there_everything_is_named_and_nothing_is_done()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["none"]);
        var called = Invocation.Of("reproduce", "routing", "--scale", "full", "--data", folder["none"], "--weights", folder["none"], "--out", folder["results"]);
        Assert.Equal((3, ""), (called.Code, called.Output));
        foreach (var what in (string[])[
            "google/vit-base-patch16-224-in21k (weights)", "google/vit-large-patch16-224-in21k (config.json)", "FacebookAI/roberta-base (vocab.json)", "FacebookAI/roberta-large (weights)",
            "openai-community/gpt2 (merges.txt)", "openai-community/gpt2-medium (weights)", "facebook/bart-base (weights)", "karpathy_train.json", "trainval_label2ans.json", "coco-karpathy: the captions",
            "pictures of COCO train2014", "nlvr2: questions of train", "grid features of CLIP's ResNet-101 (VG)"])
            Assert.Contains(what, called.Errors);
        Assert.False(Path.Exists(folder["results"]));
    }

    [Fact]
    public void With_everything_there_a_run_says_that_it_is_not_carried_out()
    {
        using var folder = new TemporaryFolder();
        string[] files =
        [
            "vit-base-patch16-224-in21k/config.json", "vit-base-patch16-224-in21k/model.safetensors", "roberta-base/config.json", "roberta-base/pytorch_model.bin", "roberta-base/vocab.json",
            "roberta-base/merges.txt", "vqa/karpathy_train.json", "vqa/karpathy_val.json", "vqa/karpathy_test.json", "vqa/trainval_label2ans.json", "COCO/images/train2014/x.jpg", "COCO/images/val2014/x.jpg",
        ];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            File.WriteAllText(folder[file], "");
        }
        var called = Invocation.Of("sweep", "paper/routing/experiments/full.yaml", "--data", folder.Path, "--weights", folder.Path, "--out", folder["results"]);
        Assert.Equal(3, called.Code);
        Assert.Contains("this version does not tune it", called.Errors);
    }
}
