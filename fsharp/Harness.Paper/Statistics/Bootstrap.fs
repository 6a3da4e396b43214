/// Bootstrap intervals of the mean. The resamples are handed in as index lists, so that nothing is random in here
/// and the same lists can be fed to another implementation.
namespace Harness.Paper.Statistics

open System
open MathNet.Numerics.Distributions
open MathNet.Numerics.Statistics

module Bootstrap =
    /// `count` resamples of 0 … n − 1 with replacement; `below m` must be uniform over 0 … m − 1.
    let indices (below: int -> int) n count = Array.init count (fun _ -> Array.init n (fun _ -> below n))

    /// Summed in numpy's order (eight running sums from n = 8 on): whether two means tie can hang on the last bit,
    /// and the bias correction below counts ties.
    let private mean (xs: float[]) =
        let blocks = if xs.Length < 8 then 0 else xs.Length / 8
        let lanes = Array.init 8 (fun l -> Seq.fold (fun s b -> s + xs[8 * b + l]) 0.0 (seq { 0 .. blocks - 1 }))
        let start = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
        Array.fold (+) start xs[8 * blocks ..] / float xs.Length

    /// Mean of each resample.
    let means (xs: float[]) (resamples: int[][]) = resamples |> Array.map (fun r -> r |> Array.map (fun i -> xs[i]) |> mean)

    /// Means of `count` resamples that are drawn as they are needed, for many values.
    let drawnMeans (below: int -> int) count (xs: float[]) =
        Array.init count (fun _ ->
            let mutable sum = 0.0
            for _ in 1 .. xs.Length do
                sum <- sum + xs[below xs.Length]
            sum / float xs.Length)

    /// Linear interpolation at q·(n − 1) between the sorted means.
    let private between low high (means: float[]) =
        let at q = means.QuantileCustom(q, QuantileDefinition.R7)
        { Low = at low; High = at high }

    /// The middle `level` of the means of resamples.
    let middle level means = between ((1.0 - level) / 2.0) ((1.0 + level) / 2.0) means

    /// Percentile interval of the mean, linear interpolation between order statistics.
    let percentile level xs resamples = middle level (means xs resamples)

    /// Skewness of the jackknife means over 6: how fast the standard error changes with the mean.
    let private acceleration (xs: float[]) =
        let total = Array.sum xs
        let jack = xs |> Array.map (fun x -> (total - x) / float (xs.Length - 1))
        let centre = mean jack
        let cubes = jack |> Array.sumBy (fun j -> (centre - j) ** 3.0)
        let squares = jack |> Array.sumBy (fun j -> (centre - j) ** 2.0)
        cubes / (6.0 * squares ** 1.5)

    /// Bias-corrected and accelerated interval of the mean (Efron 1987); a resample mean equal to the observed one counts half.
    /// NaN where it is undefined (all values equal, or every resample mean on one side).
    let bca level (xs: float[]) resamples =
        let ms = means xs resamples
        let observed = mean xs
        let below =
            ms
            |> Array.sumBy (fun m ->
                if m = observed then 0.5
                elif m < observed then 1.0
                else 0.0)
        let z0 = Normal.InvCDF(0.0, 1.0, below / float ms.Length)
        let a = acceleration xs
        let corner q =
            let z = z0 + Normal.InvCDF(0.0, 1.0, q)
            Normal.CDF(0.0, 1.0, z0 + z / (1.0 - a * z))
        if Double.IsFinite z0 && Double.IsFinite a then
            between (corner ((1.0 - level) / 2.0)) (corner ((1.0 + level) / 2.0)) ms
        else
            { Low = nan; High = nan }
