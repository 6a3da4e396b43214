using System.Text.RegularExpressions;

namespace Harness.Data.Metrics;

/// <summary>
/// Tokens in the style of the Penn Treebank, lower case and without punctuation, as COCO's caption evaluation prepares texts. The rules of English
/// captions are covered (contractions, possessives, brackets, quotes, hyphens kept, abbreviations kept); it is not the Java tokeniser itself,
/// so a result says which tokenisation it used.
/// </summary>
public static partial class PtbTokens
{
    public const string Version = "ptb-style/1";

    private static readonly HashSet<string> Punctuation =
    [
        "''",
        "'",
        "``",
        "`",
        ".",
        "?",
        "!",
        ",",
        ":",
        "-",
        "--",
        "...",
        ";",
        "\"",
    ];

    private static readonly HashSet<string> Abbreviations =
    [
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "st.",
        "jr.",
        "sr.",
        "vs.",
        "etc.",
        "e.g.",
        "i.e.",
        "a.m.",
        "p.m.",
        "u.s.",
        "no.",
        "inc.",
        "co.",
    ];

    /// <summary>Tokens joined by single spaces.</summary>
    public static string Tokenise(string text)
    {
        var spaced = Marks().Replace(PythonText.Lower(text).Replace('’', '\''), " $0 ");
        var tokens = PythonText.Split(spaced).SelectMany(Word).Where(t => !Punctuation.Contains(t));
        return string.Join(' ', tokens);
    }

    private static IEnumerable<string> Word(string word)
    {
        // Brackets keep the treebank's names; lower-casing hides them from the list of marks to drop, in the reference as well.
        if (word is "(" or ")" or "[" or "]" or "{" or "}")
            return
            [
                word switch
                {
                    "(" => "-lrb-",
                    ")" => "-rrb-",
                    "[" => "-lsb-",
                    "]" => "-rsb-",
                    "{" => "-lcb-",
                    _ => "-rcb-",
                },
            ];
        if (word.EndsWith('.') && word.Length > 1 && !Abbreviations.Contains(word) && !Initials().IsMatch(word))
            word = word.TrimEnd('.');
        word = word.TrimStart('\'');
        if (word == "cannot")
            return ["can", "not"];
        var match = Contraction().Match(word);
        if (match.Success)
            return [match.Groups[1].Value, match.Groups[2].Value];
        word = word.TrimEnd('\'');
        return word.Length > 0 ? [word] : [];
    }

    // A comma between digits, a colon in a time and a slash between words belong to their word.
    [GeneratedRegex(
        @"\.{3}|--+|(?<!\d),|,(?!\d)|(?<!\d):|:(?!\d)|[;?!""“”`()\[\]{}&%$#@*=+<>|~]|''",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Marks();

    [GeneratedRegex(@"^(.+?)(n't|'s|'re|'ve|'ll|'d|'m)$", RegexOptions.CultureInvariant)]
    private static partial Regex Contraction();

    [GeneratedRegex(@"^(?:[a-z]\.)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Initials();
}
