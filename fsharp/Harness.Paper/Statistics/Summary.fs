/// What a column of repeated scores amounts to: n, mean, spread, interval.
/// The standard deviation is the sample one (divisor n − 1), as the papers report it.
namespace Harness.Paper.Statistics

open System
open MathNet.Numerics.Distributions
open MathNet.Numerics.Statistics

/// A two-sided interval; both ends are NaN where the data do not determine one.
[<Struct>]
type Interval =
    { Low: float
      High: float }

    member this.Contains(x: float) = this.Low <= x && x <= this.High

/// Summary of n ≥ 1 values. `Std` is NaN for one value.
type Summary =
    {
        N: int
        Mean: float
        Std: float
        Median: float
        Min: float
        Max: float
        /// Mean of the middle half: ⌊n/4⌋ values are cut from each end.
        Iqm: float
        /// Student's t interval of the mean at 95 %; NaN where it is undefined (n = 1, or all values equal).
        T95: Interval
    }

module Summary =
    let iqm (xs: float[]) =
        let cut = xs.Length / 4
        xs |> Array.sort |> (fun s -> s[cut .. s.Length - 1 - cut]) |> Array.average

    /// mean ∓ t(1 − (1 − level)/2, n − 1) · std · factor.
    let private studentInterval level factor (xs: float[]) =
        let half = StudentT.InvCDF(0.0, 1.0, float (xs.Length - 1), 0.5 + level / 2.0) * xs.StandardDeviation() * factor
        { Low = Array.average xs - half; High = Array.average xs + half }

    /// mean ∓ t(1 − (1 − level)/2, n − 1) · std / √n.
    let tInterval level (xs: float[]) =
        if xs.Length < 2 || xs.StandardDeviation() = 0.0 then
            { Low = nan; High = nan }
        else
            studentInterval level (1.0 / sqrt (float xs.Length)) xs

    /// Where one more value of the same kind falls with this probability: mean ∓ t(1 − (1 − level)/2, n − 1) · std · √(1 + 1/n), for normally
    /// distributed values. Both ends are NaN for fewer than two.
    let predictionInterval level (xs: float[]) =
        if xs.Length < 2 then
            { Low = nan; High = nan }
        else
            studentInterval level (sqrt (1.0 + 1.0 / float xs.Length)) xs

    /// <exception cref="T:System.ArgumentException">No value, or one that is not finite.</exception>
    let ofValues (values: seq<float>) =
        let xs = Array.ofSeq values
        if xs.Length = 0 then
            invalidArg (nameof values) "a summary needs at least one value"
        match xs |> Array.tryFind (Double.IsFinite >> not) with
        | Some x -> invalidArg (nameof values) $"a summary needs finite values, got {x}"
        | None -> ()
        { N = xs.Length
          Mean = Array.average xs
          Std = xs.StandardDeviation()
          Median = xs.Median()
          Min = Array.min xs
          Max = Array.max xs
          Iqm = iqm xs
          T95 = tInterval 0.95 xs }
