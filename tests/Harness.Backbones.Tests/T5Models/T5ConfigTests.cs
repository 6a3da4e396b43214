using Harness.Backbones.T5Models;

namespace Harness.Backbones.Tests.T5Models;

public sealed class T5ConfigTests
{
    [Fact]
    public void Reads_the_published_keys()
    {
        var config = T5Config.FromJson(
            """{"vocab_size":32100,"d_model":768,"d_kv":64,"d_ff":3072,"num_layers":12,"num_heads":12,"feed_forward_proj":"gated-gelu","architectures":["x"],"tie_word_embeddings":false}"""
        );
        Assert.Equal((32100, 768, 12, 12), (config.VocabSize, config.DModel, config.NumLayers, config.DecoderLayers));
        Assert.True(config.IsGated);
        Assert.Equal("gelu_new", config.Activation);
        Assert.Equal(1, config.HeadScale);
    }

    [Fact]
    public void Says_all_problems_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new T5(Samples.T5 with { DModel = 0, DropoutRate = 1, FeedForwardProj = "gated-sine", PadTokenId = 99 })
        );
        foreach (var key in new[] { "d_model", "dropout_rate", "feed_forward_proj", "pad_token_id" })
            Assert.Contains(key, error.Message);
        Assert.Contains("relu", error.Message);
    }

    [Theory]
    [InlineData("""{"d_model":"wide"}""", "d_model")]
    [InlineData("""{"d_model":""", "cannot be read")]
    public void Broken_json_is_one_line(string json, string says)
    {
        var error = Assert.Throws<ArgumentException>(() => T5Config.FromJson(json));
        Assert.Contains(says, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
