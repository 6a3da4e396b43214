namespace Harness.Adapters.Phm;

/// <summary>What an expert of MixPHM consists of (key <c>expert_layout</c>).</summary>
public enum ExpertLayout
{
    /// <summary>Down and up projections form two banks, either of which may be shared. The published model.</summary>
    Banks,

    /// <summary>An expert is a whole adapter; nothing is shared but the rule.</summary>
    Pairs,
}
