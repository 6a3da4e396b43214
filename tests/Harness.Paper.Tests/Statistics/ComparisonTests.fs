module Harness.Paper.Tests.ComparisonTests

open Xunit
open Harness.Paper.Statistics

let private scores (xs: float list) = xs |> List.indexed |> Map.ofList

let private six = [ 50.0; 51.0; 52.0; 53.0; 54.0; 55.0 ]

let private shifted by = six |> List.map (fun x -> x + by) |> scores

[<Fact>]
let ``six seeds that all agree make a best`` () =
    Assert.Equal(Best "a", Comparison.standing 0.05 [ "a", shifted 1.0; "b", scores six ])

[<Fact>]
let ``five seeds never do`` () =
    let five by = scores (List.take 5 six |> List.map (fun x -> x + by))
    Assert.Equal(Undecidable 0.0625, Comparison.standing 0.05 [ "a", five 9.0; "b", five 0.0 ])

[<Fact>]
let ``a method within the noise is tied, one far below is not`` () =
    let wobble = List.map2 (+) six [ 1.0; -1.0; 1.0; -1.0; 1.0; -0.9 ] |> scores
    Assert.Equal(Tied [ "a"; "c" ], Comparison.standing 0.05 [ "a", wobble; "b", shifted -5.0; "c", scores six ])

[<Fact>]
let ``pairs are made on common seeds only`` () =
    let r = Comparison.paired (Map [ 13, 2.0; 21, 4.0 ]) (Map [ 21, 1.0; 42, 7.0 ])
    Assert.Equal<(float * float)[]>([| (4.0, 1.0) |], r.Pairs)
    Assert.Equal(3.0, r.MeanDifference)
