using Harness.Data.Files;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Training.Tests.Vqa;

public class VlT5FolderTests
{
    private static readonly VlT5Folder Shipped = new(Path.Combine(Repository(), "paper/backbones/vl-t5-small"));

    [Fact]
    public void Known_words_change_nothing() => Assert.Same(Shipped, Shipped.WithWordsOf(["is there any zebra ?", "yes"]));

    [Fact]
    public void A_new_word_gets_a_row_and_every_old_token_keeps_its_own()
    {
        var wide = Shipped.WithWordsOf(["is yonder a quokka ?", "quokka", "axolotl"]);
        var (old, now) = (Shipped.Tokenizer, wide.Tokenizer);
        Assert.Equal(old.VocabSize + 3, now.VocabSize); // yonder, quokka, axolotl
        Assert.Equal("axolotl quokka", now.Decode([.. now.Encode("axolotl quokka").Select(i => (long)i)]));
        using var generator = new torch.Generator(5);
        using var before = Shipped.LoadModel(0, generator);
        using var after = wide.LoadModel(0, generator);
        var (a, b) = (before.state_dict()["shared.weight"], after.state_dict()["shared.weight"]);
        foreach (var token in old.Vocabulary.Tokens)
        {
            Assert.True(old.Vocabulary.TryGetId(token, out var from) & now.Vocabulary.TryGetId(token, out var to), token);
            Assert.Equal(a[from].data<float>().ToArray(), b[to].data<float>().ToArray());
        }
        Assert.True(now.Vocabulary.TryGetId("quokka", out var quokka) & now.Vocabulary.TryGetId("axolotl", out var axolotl));
        Assert.NotEqual(b[quokka].data<float>().ToArray(), b[axolotl].data<float>().ToArray());
        Assert.InRange(b[quokka].std().item<float>() / a.std().item<float>(), 0.5, 2);
    }

    internal static string Repository() => RepositoryRoot.Above(AppContext.BaseDirectory)!;
}
