/// What a column of repeated scores amounts to: n, mean, spread, interval.
/// The standard deviation is the sample one (divisor n − 1), as the papers report it.
namespace Harness.Paper.Statistics

open System
open MathNet.Numerics.Distributions

/// A two-sided interval; both ends are NaN where the data do not determine one.
[<Struct>]
type Interval =
    { Low: float
      High: float }

    member this.Contains(x: float) = this.Low <= x && x <= this.High

/// Summary of n ≥ 1 values. `Std` has `Ddof` degrees of freedom removed and is NaN for n ≤ Ddof.
type Summary =
    { N: int
      Mean: float
      Std: float
      Ddof: int
      Median: float
      Min: float
      Max: float
      /// Mean of the middle half: ⌊n/4⌋ values are cut from each end.
      Iqm: float
      /// Student's t interval of the mean at 95 %; NaN where it is undefined (n = 1, or all values equal).
      T95: Interval }

module Summary =
    let private mean (xs: float[]) = Array.sum xs / float xs.Length

    /// Standard deviation with divisor n − ddof; NaN for n ≤ ddof.
    let std ddof (xs: float[]) =
        if xs.Length <= ddof then
            nan
        else
            let m = mean xs
            sqrt ((xs |> Array.sumBy (fun x -> (x - m) * (x - m))) / float (xs.Length - ddof))

    /// Linear interpolation at q·(n − 1) between the sorted values.
    let quantile q (xs: float[]) =
        let s = Array.sort xs
        let at = q * float (s.Length - 1)
        let i = int (floor at)
        if i + 1 >= s.Length then s[s.Length - 1] else s[i] + (at - float i) * (s[i + 1] - s[i])

    let iqm (xs: float[]) =
        let cut = xs.Length / 4
        xs |> Array.sort |> (fun s -> s[cut .. s.Length - 1 - cut]) |> mean

    /// mean ∓ t(1 − (1 − level)/2, n − 1) · std / √n.
    let tInterval level (xs: float[]) =
        let s = std 1 xs
        if xs.Length < 2 || s = 0.0 then
            { Low = nan; High = nan }
        else
            let t = StudentT.InvCDF(0.0, 1.0, float (xs.Length - 1), 0.5 + level / 2.0)
            let half = t * s / sqrt (float xs.Length)
            { Low = mean xs - half; High = mean xs + half }

    /// <exception cref="T:System.ArgumentException">No value, or one that is not finite.</exception>
    let ofValues (values: seq<float>) =
        let xs = Array.ofSeq values
        if xs.Length = 0 then
            invalidArg (nameof values) "a summary needs at least one value"
        match xs |> Array.tryFind (Double.IsFinite >> not) with
        | Some x -> invalidArg (nameof values) $"a summary needs finite values, got {x}"
        | None -> ()
        { N = xs.Length
          Mean = mean xs
          Std = std 1 xs
          Ddof = 1
          Median = quantile 0.5 xs
          Min = Array.min xs
          Max = Array.max xs
          Iqm = iqm xs
          T95 = tInterval 0.95 xs }
