/// Compares similarity matrices and their correlations with reference values of numpy and scipy.
namespace Harness.Paper.Parity

open System.Text.Json
open Harness.Data.Parity
open MathNet.Numerics.Statistics
open Harness.Paper.Statistics
open Harness.Paper.Parity.ReferenceCase

[<AbstractClass; Sealed>]
type SimilarityParity =
    static member private Matrix (case: Harness.Data.Parity.Comparison) what (expected: JsonElement) (actual: float[,]) =
        nearAll case what (rows expected |> Array.concat) (Similarity.entries actual)

    static member private Case(number: int, c: JsonElement) =
        let case = Harness.Data.Parity.Comparison($"""{number} {c |> get "name"}""", "rsa", 1e-12)
        let x, y = c |> get "x" |> rows, c |> get "y" |> rows
        let cx, cy = Similarity.cosine x, Similarity.cosine y
        SimilarityParity.Matrix case "cosine_x" (get "cosine_x" c) cx
        SimilarityParity.Matrix case "cosine_y" (get "cosine_y" c) cy
        near case "pearson_strict_upper" (c |> get "pearson_strict_upper" |> ReferenceCase.number) (Similarity.rsa Strict x y)
        near
            case
            "pearson_upper_with_diagonal"
            (c |> get "pearson_upper_with_diagonal" |> ReferenceCase.number)
            (Similarity.rsa WithDiagonal x y)
        near
            case
            "pearson_full_matrix"
            (c |> get "pearson_full_matrix" |> ReferenceCase.number)
            (Correlation.Pearson(Similarity.entries cx, Similarity.entries cy))
        near
            case
            "spearman_strict_upper"
            (c |> get "spearman_strict_upper" |> ReferenceCase.number)
            (Correlation.Spearman(Similarity.upper Strict cx, Similarity.upper Strict cy))
        case.Result()

    /// One result a case.
    static member Check(file: JsonElement) : seq<ParityResult> = section "cases" file |> Seq.map SimilarityParity.Case

    /// Such a file: pairs of representations with their similarities.
    static member Checker =
        TextChecker((fun file -> TextChecker.FirstHas(file, "cases", "cosine_x")), fun file _ -> SimilarityParity.Check file)
