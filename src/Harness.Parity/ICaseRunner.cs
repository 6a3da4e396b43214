using Harness.Parity.Comparing;
using Harness.Parity.Folders;

namespace Harness.Parity;

/// <summary>Runs the cases of some sources. Chosen by a case's source and options, never by its name.</summary>
public interface ICaseRunner
{
    bool Handles(GoldenCase golden);

    /// <summary>True where the looser bound for whole models applies.</summary>
    bool WholeModel => false;

    /// <summary>The output that is differentiated where the case has no cotangents; null: <c>loss</c>.</summary>
    string? Scalar(GoldenCase golden) => null;

    /// <summary>
    /// The ways in which the case may be meant; usually one. Where its options leave something open, each possibility is tried,
    /// and the record says which one fits.
    /// </summary>
    IEnumerable<Action<Trial>> Readings(GoldenCase golden);
}
