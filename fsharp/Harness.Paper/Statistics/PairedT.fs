/// Student's t test for paired differences, for comparison with the exact test: it assumes that differences are normally distributed.
namespace Harness.Paper.Statistics

open MathNet.Numerics.Distributions
open MathNet.Numerics.Statistics

module PairedT =
    /// t = mean · √n / std and its two-sided p with n − 1 degrees of freedom; NaN where the differences do not vary.
    let test (differences: float[]) =
        let n = differences.Length
        let s = differences.StandardDeviation()
        if n < 2 || s = 0.0 then
            nan, nan
        else
            let t = Array.average differences * sqrt (float n) / s
            t, 2.0 * StudentT.CDF(0.0, 1.0, float (n - 1), -(abs t))
