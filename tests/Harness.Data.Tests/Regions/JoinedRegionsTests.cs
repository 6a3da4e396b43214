using Harness.Data.Files;
using Harness.Data.Regions;

namespace Harness.Data.Tests.Regions;

public sealed class JoinedRegionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private sealed class Held(string name, params string[] ids) : IRegionFile
    {
        public string Path => name;

        public IReadOnlyList<string> Ids => ids;

        public bool Closed { get; private set; }

        public PictureRegions Read(string id) => new(1, 1, [ids.ToList().IndexOf(id)], [0, 0, 1, 1]);

        public void Dispose() => Closed = true;
    }

    [Fact]
    public void Pictures_are_found_by_name_and_those_of_Coco_by_number()
    {
        Held[] files = [new("train", "7", "420", "42"), new("val", "n1", "COCO_val2014_000000000009", "42")];
        var joined = new JoinedRegions(files);
        Assert.Equal(2, joined.Read("COCO_train2014_000000000042").Features[0]);
        Assert.Equal(1, joined.Read("COCO_val2014_000000000420").Features[0]);
        Assert.Equal(1, joined.Read("COCO_val2014_000000000009").Features[0]);
        Assert.True(joined.Contains("n1"));
        Assert.False(joined.Contains("COCO_val2014_000000000001"));
        Assert.False(joined.Contains("test_0042")); // only COCO's names end in a picture's number
        Assert.Contains("'n2' in train, val", Assert.Throws<BadFileException>(() => joined.Read("n2")).Message);
        joined.Dispose();
        Assert.All(files, f => Assert.True(f.Closed));
    }

    [Fact]
    public void The_digest_follows_length_beginning_and_end()
    {
        var bytes = new byte[3 << 20];
        string Digest()
        {
            File.WriteAllBytes(folder["a"], bytes);
            return JoinedRegions.Digest([folder["a"]]);
        }
        HashSet<string> seen = [Digest()];
        bytes[0] = 1;
        Assert.True(seen.Add(Digest()));
        bytes[^1] = 1;
        Assert.True(seen.Add(Digest()));
        bytes = [.. bytes, 0];
        Assert.True(seen.Add(Digest()));
        Assert.False(seen.Add(Digest()));
        Assert.Contains("cannot be read", Assert.Throws<BadFileException>(() => JoinedRegions.Digest([folder["none"]])).Message);
    }
}
