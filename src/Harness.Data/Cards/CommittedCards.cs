using Harness.Data.Files;
using Harness.Data.Packages;

namespace Harness.Data.Cards;

/// <summary>The data cards that are part of the repository: one a named data set, at size quick with the default seed.</summary>
public static class CommittedCards
{
    private const string Size = "quick";

    public static string PathOf(string repository, string name) =>
        Path.Combine(repository, "src", "Harness.Data", "Cards", name + ".md");

    /// <exception cref="UserErrorException">A package is missing or damaged.</exception>
    public static string Make(DatasetEntry entry, PackageCache cache, Action<string>? say = null) =>
        DataCard.Of(entry.Open(Size, new StampScenesOptions().Seed, cache, say), Size);
}
