using Harness.Data.Metrics;

namespace Harness.Data.Tests.Metrics;

public class AnswerTextTests
{
    [Theory]
    [InlineData("1,000", "1000")]
    [InlineData("t-shirt", "t shirt")]
    [InlineData("u.s.", "us")]
    [InlineData("3.5 ft.", "3.5 ft")]
    [InlineData("a/b", "a b")]
    [InlineData("2.", "2")]
    public void PunctuationRule(string text, string expected) => Assert.Equal(expected, AnswerText.Punctuation(text));

    [Theory]
    [InlineData("The Two dogs", "2 dogs")]
    [InlineData("dont", "don't")]
    [InlineData("youd've", "you'd've")]
    [InlineData("you'dve", "you'd've")]
    [InlineData("youdve", "youdve")] // two apostrophes missing: not in the table
    [InlineData("somebody'd", "somebodyd")]
    [InlineData("Im", "im")]
    [InlineData("an  apple\ta day", "apple day")]
    public void WordRule(string text, string expected) => Assert.Equal(expected, AnswerText.Words(text));

    [Fact]
    public void AtMostThirtyTwoPeriodsGo() => Assert.Equal(new string('.', 8), AnswerText.Punctuation(new string('.', 40)));

    [Theory]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ΟΔΟΣ ΣΑΣ", "οδος σας")]
    [InlineData("İ", "i\u0307")]
    public void LowerCasesLikePython(string text, string expected) => Assert.Equal(expected, PythonText.Lower(text));

    [Fact]
    public void SplitsAtSeparatorsLikePython() => Assert.Equal(["a", "b", "c"], PythonText.Split("\u001Ca\u0085b \u001Fc"));

    [Theory]
    [InlineData(0.125, 0.12)]
    [InlineData(0.375, 0.38)]
    [InlineData(2.675, 2.67)] // the binary value lies below the tie
    [InlineData(79.125, 79.12)]
    public void RoundsLikePython(double value, double expected) => Assert.Equal(expected, PythonNumbers.Round2(value));

    [Fact]
    public void SumsLikePython() => Assert.Equal(1.0, PythonNumbers.Sum(Enumerable.Repeat(0.1, 10)));
}
