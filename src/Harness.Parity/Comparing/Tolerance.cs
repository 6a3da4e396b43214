using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Comparing;

/// <summary>
/// Bounds relative to a tensor's largest value: 1e-10 in double precision (formulas), 2e-5 in single precision for layers,
/// 1e-4 in single precision for whole models.
/// </summary>
public static class Tolerance
{
    public static double Of(GoldenCase golden, bool wholeModel) =>
        golden.Dtype == ScalarType.Float64 ? 1e-10
        : wholeModel ? 1e-4
        : 2e-5;
}
