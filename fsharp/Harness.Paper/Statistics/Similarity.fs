/// Representational similarity: cosine similarities between samples, and the correlation of two such matrices.
namespace Harness.Paper.Statistics

open MathNet.Numerics.Statistics

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
        let first i =
            match triangle with
            | Strict -> i + 1
            | WithDiagonal -> i
        [| for i in 0 .. m.GetLength 0 - 1 do
               for j in first i .. m.GetLength 1 - 1 do
                   m[i, j] |]

    /// All entries, row by row.
    let entries (m: float[,]) =
        [| for i in 0 .. m.GetLength 0 - 1 do
               for j in 0 .. m.GetLength 1 - 1 -> m[i, j] |]

    /// Correlation of the similarity structures of two representations of the same n samples.
    let rsa triangle x y = Correlation.Pearson(upper triangle (cosine x), upper triangle (cosine y))
