namespace Harness.Data.Metrics;

/// <summary>
/// The answer normalisation of VQA's official evaluation (Antol et al. 2015, arXiv 1505.00468), its quirks included: at most 32 periods
/// go (a regular-expression flag is passed where a count is expected), and a period stays only when a digit follows, whatever stands before it.
/// </summary>
public static class AnswerText
{
    private const int MostPeriods = 32;

    private const string Marks = ";/[]\"{}()=+\\_-><@`,?!";

    private static readonly Dictionary<string, string> Numbers = new()
    {
        ["none"] = "0",
        ["zero"] = "0",
        ["one"] = "1",
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
        ["ten"] = "10",
    };

    /// <summary>Line feeds and tabs to spaces, then stripped.</summary>
    public static string Trim(string text) => PythonText.Strip(text.Replace('\n', ' ').Replace('\t', ' '));

    /// <summary>
    /// Marks and periods. A mark goes when it touches a space anywhere in the text, or when the text holds digit, comma, digit;
    /// otherwise it becomes a space.
    /// </summary>
    public static string Punctuation(string text)
    {
        var grouped = HasGroupedDigits(text);
        var result = text;
        foreach (var mark in Marks)
        {
            var vanish =
                grouped
                || text.Contains(mark + " ", StringComparison.Ordinal)
                || text.Contains(" " + mark, StringComparison.Ordinal);
            result = result.Replace(mark.ToString(), vanish ? "" : " ", StringComparison.Ordinal);
        }
        return DropPeriods(result);
    }

    /// <summary>Lower case, number words to digits, articles dropped, contractions restored, single spaces.</summary>
    public static string Words(string text)
    {
        var words = PythonText
            .Split(PythonText.Lower(text))
            .Select(w => Numbers.GetValueOrDefault(w, w))
            .Where(w => w is not ("a" or "an" or "the"))
            .Select(VqaContractions.Restore);
        return string.Join(' ', words);
    }

    /// <summary>All three steps, as a prediction is treated.</summary>
    public static string Normalise(string text) => Words(Punctuation(Trim(text)));

    /// <summary>The released MixPHM code's normalisation of training answers: all three steps, then commas dropped.</summary>
    public static string NormaliseMixPhm(string text) => Normalise(text).Replace(",", "", StringComparison.Ordinal);

    private static bool HasGroupedDigits(string text)
    {
        for (var comma = text.IndexOf(','); comma >= 0; comma = text.IndexOf(',', comma + 1))
        {
            if (comma == 0 || !PythonText.IsDigitAt(text, comma + 1))
                continue;
            var before = comma > 1 && char.IsLowSurrogate(text[comma - 1]) ? comma - 2 : comma - 1;
            if (PythonText.IsDigitAt(text, before))
                return true;
        }
        return false;
    }

    private static string DropPeriods(string text)
    {
        var kept = new System.Text.StringBuilder(text.Length);
        var dropped = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' && dropped < MostPeriods && !PythonText.IsDigitAt(text, i + 1))
                dropped++;
            else
                kept.Append(text[i]);
        }
        return kept.ToString();
    }
}
