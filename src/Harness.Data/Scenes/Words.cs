namespace Harness.Data.Scenes;

/// <summary>English of template sentences.</summary>
internal static class Words
{
    public static string WithArticle(string word) => ("aeiou".Contains(word[0]) ? "an " : "a ") + word;
}
