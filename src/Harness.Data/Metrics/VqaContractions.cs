namespace Harness.Data.Metrics;

/// <summary>
/// The contraction table of VQA's evaluation: a word that lacks exactly one of its apostrophes gets it back. Entries that the evaluation
/// lists with a capital letter never match there (words are lower-cased first) and are not listed here.
/// </summary>
internal static class VqaContractions
{
    private const string Forms = """
        ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't haven't he'd he'd've he's how'd how'll how's
        isn't it'd it'd've it'll ma'am mightn't mightn't've might've mustn't must've needn't not've o'clock oughtn't 'ow's'at shan't she'd've
        should've shouldn't shouldn't've somebody'd've somebody'll somebody's someone'd someone'd've someone'll someone's something'd
        something'd've something'll that's there'd there'd've there're there's they'd they'd've they'll they're they've 'twas wasn't we'd've we've
        weren't what'll what're what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll why're why's won't
        would've wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've you'll you're you've
        """;

    private static readonly Dictionary<string, string> Table = Build();

    public static string Restore(string word) => Table.GetValueOrDefault(word, word);

    private static Dictionary<string, string> Build()
    {
        // The evaluation's one slip: this entry takes the apostrophe away.
        var table = new Dictionary<string, string> { ["somebody'd"] = "somebodyd" };
        foreach (var form in PythonText.Split(Forms))
            for (var at = form.IndexOf('\''); at >= 0; at = form.IndexOf('\'', at + 1))
                table[form.Remove(at, 1)] = form;
        return table;
    }
}
