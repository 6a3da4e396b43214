namespace Harness.Parity.Text.Unicode;

/// <summary>Korean syllables decompose and compose by arithmetic (The Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00,
        Leading = 0x1100,
        Vowels = 0x1161,
        Trailing = 0x11A7;
    private const int LeadingCount = 19,
        VowelCount = 21,
        TrailingCount = 28;

    /// <summary>One step: a syllable with a final consonant loses that first.</summary>
    public static bool TryDecompose(int code, out (int First, int Second) into)
    {
        var index = code - Syllables;
        into = default;
        if (index is < 0 or >= LeadingCount * VowelCount * TrailingCount)
            return false;
        var final = index % TrailingCount;
        into =
            final > 0
                ? (code - final, Trailing + final)
                : (Leading + index / TrailingCount / VowelCount, Vowels + index / TrailingCount % VowelCount);
        return true;
    }

    public static bool TryCompose(int first, int second, out int whole)
    {
        var (leading, vowel, final) = (first - Leading, second - Vowels, second - Trailing);
        if (leading is >= 0 and < LeadingCount && vowel is >= 0 and < VowelCount)
        {
            whole = Syllables + (leading * VowelCount + vowel) * TrailingCount;
            return true;
        }
        var syllable = first - Syllables;
        whole = first + final;
        return syllable is >= 0 and < LeadingCount * VowelCount * TrailingCount
            && syllable % TrailingCount == 0
            && final is > 0 and < TrailingCount;
    }
}
