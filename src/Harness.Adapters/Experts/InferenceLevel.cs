namespace Harness.Adapters.Experts;

/// <summary>What a bank of experts does outside training (key <c>inference_level</c>, 0 to 3 as in the authors' code).</summary>
public static class InferenceLevel
{
    /// <summary>Every expert runs; each token takes one at random.</summary>
    public const int Token = 0;

    /// <summary>Every expert runs; each sample takes one at random.</summary>
    public const int Sentence = 1;

    /// <summary>Mean of the experts' outputs.</summary>
    public const int Outputs = 2;

    /// <summary>One expert whose tensors are the means of the experts' tensors. The published setting.</summary>
    public const int Weights = 3;

    /// <summary>A line for a number of experts or a level that does not exist.</summary>
    public static IEnumerable<string> Problems(int numExperts, int level)
    {
        if (numExperts < 1)
            yield return $"num_experts: {numExperts} is below 1.";
        if (level is < Token or > Weights)
            yield return $"inference_level: {level} does not exist; 0 token, 1 sentence, 2 mean of outputs, 3 mean of weights.";
    }
}
