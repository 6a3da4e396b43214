namespace Harness.Data.Emoji;

/// <summary>
/// Emoji that one artist draws alike, such as the flags of France and of the island of Clipperton: nobody could tell from the picture which one is meant, so nothing
/// is asked that would need it. Pictures only ever remove questions; no answer comes from them.
/// </summary>
internal static class LookAlikes
{
    private const int Side = 16;

    /// <summary>Mean difference of a channel, of 255, below which two pictures count as alike.</summary>
    private const double Bar = 3;

    /// <summary>The stems of all that are drawn like another by either artist.</summary>
    public static IEnumerable<string> Of(EmojiCatalogue catalogue)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var artist in new[] { EmojiCatalogue.Google, EmojiCatalogue.Twitter })
        {
            var small = catalogue.Concepts.Select(c => (c.Id, Small: catalogue.Picture(artist, c.Id).Thumbnail(Side))).ToList();
            for (var i = 0; i < small.Count; i++)
            for (var j = i + 1; j < small.Count; j++)
                if (Alike(small[i].Small, small[j].Small))
                    found.UnionWith([small[i].Id, small[j].Id]);
        }
        return found;
    }

    private static bool Alike(byte[] a, byte[] b)
    {
        var budget = Bar * a.Length;
        for (var i = 0; i < a.Length; i++)
            if ((budget -= Math.Abs(a[i] - b[i])) < 0)
                return false;
        return true;
    }
}
