using Harness.Adapters.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// Initial values of PHM layers.
/// Blocks: Glorot with gain √2 on each two-dimensional slice (the authors' gain), or N(0, range²).
/// Rule: N(0, range²), or U(−0.01, 0.01).
/// </summary>
/// <param name="Blocks"><c>glorot-uniform</c>, <c>glorot-normal</c> or <c>normal</c> (key <c>hypercomplex_nonlinearity</c>, which names the initialiser).</param>
/// <param name="Rule"><c>normal</c> or <c>uniform</c> (key <c>phm_c_init</c>).</param>
/// <param name="Range">σ of the normal choices (key <c>phm_init_range</c>).</param>
public sealed record PhmInit(string Blocks = "glorot-uniform", string Rule = "normal", double Range = 0.01)
{
    private const double UniformRuleBound = 0.01;
    private static readonly double Gain = Math.Sqrt(2);

    /// <summary>Blocks [n, rows, cols].</summary>
    public Parameter DrawBlocks(long n, long rows, long cols, Generator generator, Placement at) =>
        Blocks switch
        {
            "glorot-uniform" => Initial.Uniform([n, rows, cols], Initial.GlorotBound(rows, cols, Gain), generator, at),
            "glorot-normal" => Initial.Normal([n, rows, cols], Initial.GlorotSigma(rows, cols, Gain), generator, at),
            _ => Initial.Normal([n, rows, cols], Range, generator, at),
        };

    /// <summary>A rule, or one of its factors, of any shape.</summary>
    public Parameter DrawRule(long[] shape, Generator generator, Placement at) =>
        Rule == "uniform" ? Initial.Uniform(shape, UniformRuleBound, generator, at) : Initial.Normal(shape, Range, generator, at);

    /// <summary>A line for each value that is not known.</summary>
    public IEnumerable<string> Problems()
    {
        if (Blocks is not ("glorot-uniform" or "glorot-normal" or "normal"))
            yield return $"hypercomplex_nonlinearity: '{Blocks}' is not an initialiser; known: glorot-uniform, glorot-normal, normal.";
        if (Rule is not ("normal" or "uniform"))
            yield return $"phm_c_init: '{Rule}' is not an initialiser; known: normal, uniform.";
        if (Range < 0)
            yield return $"phm_init_range: {Range} is negative; it is a standard deviation.";
    }
}
