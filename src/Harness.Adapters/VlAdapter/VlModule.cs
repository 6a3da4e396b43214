namespace Harness.Adapters.VlAdapter;

/// <summary>What VL-Adapter's set-up inserts (key <c>module</c>).</summary>
public enum VlModule
{
    /// <summary>Nothing: only parts of the backbone train.</summary>
    None,

    /// <summary>A bottleneck adapter after every sub-layer.</summary>
    Adapter,

    /// <summary>The same with PHM projections: full blocks, a rule for each projection.</summary>
    Compacter,

    /// <summary>Low-rank updates of query and value.</summary>
    Lora,
}
