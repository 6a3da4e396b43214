/// Holm's step-down correction for several tests at once.
namespace Harness.Paper.Statistics

module Holm =
    /// Adjusted p-values in input order: the i-th smallest is multiplied by (m − i), made monotone, capped at 1.
    let adjust (ps: float[]) =
        let order = Array.init ps.Length id |> Array.sortBy (fun i -> ps[i])
        let adjusted = Array.zeroCreate ps.Length
        let mutable floor = 0.0
        order
        |> Array.iteri (fun rank i ->
            floor <- max floor (min 1.0 (float (ps.Length - rank) * ps[i]))
            adjusted[i] <- floor)
        adjusted
