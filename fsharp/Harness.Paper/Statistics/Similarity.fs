/// Representational similarity: cosine similarities between samples, and the correlation of two such matrices.
namespace Harness.Paper.Statistics

/// Whether the diagonal (always 1) takes part in a comparison of two similarity matrices.
type Triangle =
    | Strict
    | WithDiagonal

module Similarity =
    let private norm (v: float[]) = sqrt (Array.sumBy (fun x -> x * x) v)

    /// Cosine similarity of each pair of rows: x [n][d] → [n, n].
    let cosine (x: float[][]) =
        let unit = x |> Array.map (fun row -> let l = norm row in Array.map (fun v -> v / l) row)
        Array2D.init x.Length x.Length (fun i j -> Array.fold2 (fun s a b -> s + a * b) 0.0 unit[i] unit[j])

    /// Upper triangle, row by row.
    let upper triangle (m: float[,]) =
        let first i = match triangle with Strict -> i + 1 | WithDiagonal -> i
        [| for i in 0 .. m.GetLength 0 - 1 do
               for j in first i .. m.GetLength 1 - 1 do
                   m[i, j] |]

    /// Pearson's correlation; NaN where one side is constant.
    let pearson (x: float[]) (y: float[]) =
        let mx, my = Array.average x, Array.average y
        let sum f = Array.fold2 (fun s a b -> s + f (a - mx) (b - my)) 0.0 x y
        sum (fun a b -> a * b) / sqrt (sum (fun a _ -> a * a) * sum (fun _ b -> b * b))

    /// All entries, row by row.
    let entries (m: float[,]) = [| for i in 0 .. m.GetLength 0 - 1 do for j in 0 .. m.GetLength 1 - 1 -> m[i, j] |]

    /// Ranks from 1; equal values share the mean of theirs.
    let ranks (x: float[]) =
        let order = Array.sort x
        let below = x |> Array.map (fun v -> order |> Array.sumBy (fun o -> if o < v then 1.0 elif o = v then 0.5 else 0.0))
        below |> Array.map (fun b -> b + 0.5)

    /// Spearman's correlation: Pearson's of the ranks.
    let spearman x y = pearson (ranks x) (ranks y)

    /// Correlation of the similarity structures of two representations of the same n samples.
    let rsa triangle x y = pearson (upper triangle (cosine x)) (upper triangle (cosine y))
