namespace Harness.Cli;

/// <summary>A row of <c>params</c>.</summary>
/// <param name="Method">The row's name, unique on its backbone.</param>
/// <param name="Trainable">Counted over the parameters that train after the method was attached.</param>
/// <param name="Total">All parameters of the backbone; on CLIP-BART with the modules inserted, as its tables do.</param>
/// <param name="ClosedForm">The same number as <paramref name="Trainable"/> by formula.</param>
/// <param name="Module">Trained numbers that the method inserted, without what it trains of the backbone.</param>
/// <param name="Printed">What the paper prints; null where it prints nothing.</param>
internal sealed record ParameterRow(
    string Paper,
    string Backbone,
    string Method,
    long Trainable,
    long Total,
    long ClosedForm,
    long Module,
    PrintedCount? Printed
)
{
    public bool Agrees => Trainable == ClosedForm;

    public double Percent => Math.Round(100.0 * Trainable / Total, 4);
}
