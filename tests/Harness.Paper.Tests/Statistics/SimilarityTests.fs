module Harness.Paper.Tests.SimilarityTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tests.Goldens

let private rows e = items e |> List.map numbers |> Array.ofList

[<Fact>]
let ``matrices and correlations equal the reference`` () =
    for case in json "rsa.json" |> get "cases" |> items do
        let x, y = case |> get "x" |> rows, case |> get "y" |> rows
        let cosine = Similarity.cosine x
        case |> get "cosine_x" |> rows |> Array.iteri (fun i row -> row |> Array.iteri (fun j v -> near 1e-12 v cosine[i, j]))
        near 1e-12 (case |> get "pearson_strict_upper" |> number) (Similarity.rsa Strict x y)
        near 1e-12 (case |> get "pearson_upper_with_diagonal" |> number) (Similarity.rsa WithDiagonal x y)

[<Fact>]
let ``triangles are read row by row`` () =
    let m = array2D [ [ 1.0; 2.0; 3.0 ]; [ 0.0; 4.0; 5.0 ]; [ 0.0; 0.0; 6.0 ] ]
    Assert.Equal<float[]>([| 2.0; 3.0; 5.0 |], Similarity.upper Strict m)
    Assert.Equal<float[]>([| 1.0; 2.0; 3.0; 4.0; 5.0; 6.0 |], Similarity.upper WithDiagonal m)
