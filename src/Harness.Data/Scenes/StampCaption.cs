using System.Text.RegularExpressions;

namespace Harness.Data.Scenes;

/// <summary>Reads the name of a stamp from its sentence: "A great blue heron." names a heron.</summary>
public static partial class StampCaption
{
    /// <summary>
    /// Sentences whose last word is not what the picture shows: a sea lion is no lion, an apple core no core, a VW Beetle no beetle.
    /// Compared as the end of the sentence.
    /// </summary>
    private static readonly string[] WrongHeads =
    [
        "sea lion",
        "rubber duck",
        "apple core",
        "lemon slice",
        "garlic bulb",
        "bulb ornament",
        "train sign",
        "tractor wheel",
        "VW Beetle",
        "cement mixer",
        "medieval city",
        "grave marker",
        "cemetery marker",
        "drum kit",
    ];

    /// <summary>
    /// The head noun, lower case, of a sentence of the form "A/An/The … NAME." with at most three words; null for any other
    /// sentence, for heads that mislead, and for phrases with a preposition ("a glass of water"), whose last word is not their head.
    /// </summary>
    public static string? Head(string sentence)
    {
        var match = Named().Match(sentence.Trim());
        if (!match.Success)
            return null;
        var phrase = match.Groups[1].Value;
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 3 || words.Any(w => w is "of" or "in" or "at" or "on" or "with" or "playing"))
            return null;
        if (WrongHeads.Any(w => phrase.EndsWith(w, StringComparison.OrdinalIgnoreCase)))
            return null;
        var head = words[^1].ToLowerInvariant();
        return head.All(char.IsAsciiLetterLower) ? head : null;
    }

    [GeneratedRegex(@"^(?:A|An|The) ([^.!?]+)\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
