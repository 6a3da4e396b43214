namespace Deedle

/// Statistics of the values that are there. Of no values at all they are NaN, except counts.
type Stats =

    static member private Floats(series: Series<'K, 'V>) : float[] = [| for value in series.Values -> Values.toFloat value |]

    static member count(series: Series<'K, 'V>) : int = series.ValueCount

    static member sum(series: Series<'K, 'V>) : float =
        match Stats.Floats series with
        | [||] -> nan
        | values -> Array.sum values

    static member mean(series: Series<'K, 'V>) : float =
        match Stats.Floats series with
        | [||] -> nan
        | values -> Array.average values

    /// Of a sample: divided by n − 1. NaN of fewer than two values.
    static member variance(series: Series<'K, 'V>) : float =
        match Stats.Floats series with
        | values when values.Length < 2 -> nan
        | values ->
            let mean = Array.average values
            (values |> Array.sumBy (fun x -> (x - mean) * (x - mean))) / float (values.Length - 1)

    static member stdDev(series: Series<'K, 'V>) : float = sqrt (Stats.variance series)

    static member min(series: Series<'K, 'V>) : float =
        match Stats.Floats series with
        | [||] -> nan
        | values -> Array.min values

    static member max(series: Series<'K, 'V>) : float =
        match Stats.Floats series with
        | [||] -> nan
        | values -> Array.max values

    static member uniqueCount(series: Series<'K, 'V>) : int = series.Values |> Seq.distinct |> Seq.length

    /// The middle value, or the mean of the two in the middle.
    static member median(series: Series<'K, 'V>) : float =
        match Array.sort (Stats.Floats series) with
        | [||] -> nan
        | values when values.Length % 2 = 1 -> values[values.Length / 2]
        | values -> (values[values.Length / 2] + values[values.Length / 2 - 1]) / 2.

    /// Quantiles by linear interpolation between order statistics, under the text of each fraction.
    static member quantile(quantiles: float[], series: Series<'K, 'V>) : Series<string, float> =
        let values = Array.sort (Stats.Floats series)
        let at q =
            if values.Length = 0 || q < 0. || q > 1. then
                nan
            else
                let place = q * float (values.Length - 1)
                let below = int (floor place)
                let above = min (below + 1) (values.Length - 1)
                values[below] + (values[above] - values[below]) * (place - float below)
        Series.ofObservations [ for q in quantiles -> string q, at q ]

    /// Key and value for which the function is largest; nothing for an empty series.
    static member maxBy (f: 'T -> 'C) (series: Series<'K, 'T>) : ('K * 'T) option =
        if series.ValueCount = 0 then None else Some(series |> Series.observations |> Seq.maxBy (snd >> f))

    static member minBy (f: 'T -> 'C) (series: Series<'K, 'T>) : ('K * 'T) option =
        if series.ValueCount = 0 then None else Some(series |> Series.observations |> Seq.minBy (snd >> f))

    // ---- per column: counts of all, the others of those whose values are numbers ----

    static member count(frame: Frame<'R, 'C>) : Series<'C, int> =
        frame.Columns |> Series.mapValues (fun column -> column.ValueCount)

    static member private Each (statistic: Series<'R, float> -> float) (frame: Frame<'R, 'C>) : Series<'C, float> =
        frame.GetColumns<float>() |> Series.mapValues statistic

    static member sum(frame: Frame<'R, 'C>) = Stats.Each Stats.sum frame
    static member mean(frame: Frame<'R, 'C>) = Stats.Each Stats.mean frame
    static member variance(frame: Frame<'R, 'C>) = Stats.Each Stats.variance frame
    static member stdDev(frame: Frame<'R, 'C>) = Stats.Each Stats.stdDev frame
    static member median(frame: Frame<'R, 'C>) = Stats.Each Stats.median frame
    static member min(frame: Frame<'R, 'C>) = Stats.Each Stats.min frame
    static member max(frame: Frame<'R, 'C>) = Stats.Each Stats.max frame

    // ---- per group of keys that have a level in common ----

    static member levelCount (level: 'K -> 'L) (series: Series<'K, 'V>) : Series<'L, int> = Series.applyLevel level Stats.count series
    static member levelSum (level: 'K -> 'L) (series: Series<'K, 'V>) : Series<'L, float> = Series.applyLevel level Stats.sum series
    static member levelMean (level: 'K -> 'L) (series: Series<'K, 'V>) : Series<'L, float> = Series.applyLevel level Stats.mean series
    static member levelMedian (level: 'K -> 'L) (series: Series<'K, 'V>) : Series<'L, float> = Series.applyLevel level Stats.median series
    static member levelStdDev (level: 'K -> 'L) (series: Series<'K, 'V>) : Series<'L, float> = Series.applyLevel level Stats.stdDev series
    static member levelVariance (level: 'K -> 'L) (series: Series<'K, 'V>) : Series<'L, float> = Series.applyLevel level Stats.variance series
