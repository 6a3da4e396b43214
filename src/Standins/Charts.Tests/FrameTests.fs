module Charts.Tests.FrameTests

open System.IO
open Xunit
open Deedle

type Run = { Method: string; Seed: int; ND: int; Score: float }

let private run (m, seed, nd, score) = { Method = m; Seed = seed; ND = nd; Score = score }

let private runs () =
    [ "mixphm", 13, 16, 33.; "lora", 13, 16, 31.; "mixphm", 21, 16, 35.; "lora", 21, 16, nan; "lora", 13, 64, 39. ]
    |> List.map run
    |> Frame.ofRecords

let private values (s: Series<_, 'V>) = List.ofSeq s.Values

[<Fact>]
let ``records become rows with one column a property`` () =
    let frame = runs ()
    Assert.Equal<string list>([ "Method"; "Seed"; "ND"; "Score" ], List.ofSeq frame.ColumnKeys)
    Assert.Equal<int list>([ 0; 1; 2; 3; 4 ], List.ofSeq frame.RowKeys)
    Assert.Equal<int list>([ 13; 13; 21; 21; 13 ], values (frame.GetColumn<int> "Seed"))
    Assert.Equal<float list>([ 13.; 13.; 21.; 21.; 13. ], values (frame?Seed))
    Assert.Equal(4, frame?Score.ValueCount)
    Assert.Equal("lora", frame.Rows[1].GetAs<string> "Method")

[<Fact>]
let ``rows are filtered by value, by row and by column`` () =
    let frame = runs ()
    Assert.Equal<int list>([ 1; 3; 4 ], List.ofSeq (frame |> Frame.filterRowsBy "Method" "lora").RowKeys)
    Assert.Equal<int list>([ 0; 1; 2 ], List.ofSeq (frame |> Frame.filterRowValues (fun row -> row.GetAs<int> "ND" = 16 && row.TryGetAs<float>("Score").HasValue)).RowKeys)
    Assert.Equal<int list>([ 0; 1; 2; 4 ], List.ofSeq (Frame.dropSparseRows frame).RowKeys)
    Assert.Equal<string list>([ "Score"; "Method" ], List.ofSeq (frame |> Frame.sliceCols [ "Score"; "Method" ]).ColumnKeys)

[<Fact>]
let ``mapping rows gives missing where a value is missing`` () =
    let doubled = runs () |> Frame.mapRowValues (fun row -> 2. * row.GetAs<float> "Score")
    Assert.Equal((5, 4), (doubled.KeyCount, doubled.ValueCount))
    Assert.Equal(78., doubled[4])

[<Fact>]
let ``adding and dropping columns by function leave the frame as it is`` () =
    let frame = runs ()
    let more = frame |> Frame.addCol "Half" (frame?Score |> Series.mapValues (fun x -> x / 2.)) |> Frame.dropCol "Seed"
    Assert.Equal<string list>([ "Method"; "ND"; "Score"; "Half" ], List.ofSeq more.ColumnKeys)
    Assert.Equal(4, frame.ColumnCount)
    Assert.ThrowsAny<exn>(fun () -> frame.GetColumn<int> "absent" |> ignore) |> ignore

[<Fact>]
let ``rows sort by a column, missing first, and by key`` () =
    let frame = runs ()
    Assert.Equal<int list>([ 3; 1; 0; 2; 4 ], List.ofSeq (frame |> Frame.sortRows "Score").RowKeys)
    Assert.Equal<int list>([ 0; 1; 2; 3; 4 ], List.ofSeq (frame |> Frame.sortRows "Score" |> Frame.sortRowsByKey).RowKeys)
    Assert.Equal<int list>([ 4; 2; 0; 1 ], List.ofSeq (frame |> Frame.dropSparseRows |> Frame.sortRowsBy "Score" (fun (x: float) -> -x)).RowKeys)

[<Fact>]
let ``groups put the value first in the row keys`` () =
    let groups: Frame<string * int, string> = runs () |> Frame.groupRowsByString "Method"
    Assert.Equal<(string * int) list>([ "mixphm", 0; "mixphm", 2; "lora", 1; "lora", 3; "lora", 4 ], List.ofSeq groups.RowKeys)
    let means = groups?Score |> Stats.levelMean fst
    Assert.Equal<(string * float) list>([ "mixphm", 34.; "lora", 35. ], List.ofSeq (Series.observations means))
    Assert.Equal<string list>([ "mixphm"; "lora" ], List.ofSeq (Frame.nest groups |> Series.keys))

[<Fact>]
let ``aggregating keeps the group columns`` () =
    let means = runs () |> Frame.aggregateRowsBy [ "ND"; "Method" ] [ "Score" ] Stats.mean
    Assert.Equal<string list>([ "Method"; "ND"; "Score" ], List.ofSeq means.ColumnKeys)
    Assert.Equal<float list>([ 34.; 31.; 39. ], values (means?Score))
    Assert.Equal<string list>([ "mixphm"; "lora"; "lora" ], values (means.GetColumn<string> "Method"))

[<Fact>]
let ``a pivot has a cell a pair and misses what the data miss`` () =
    let table = (runs ()).PivotTable<string, int, float>("Method", "ND", fun cell -> Stats.mean (cell?Score)) |> Frame.sortRowsByKey
    Assert.Equal<string list>([ "lora"; "mixphm" ], List.ofSeq table.RowKeys)
    Assert.Equal<int list>([ 16; 64 ], List.ofSeq table.ColumnKeys)
    Assert.Equal(34., (table.GetColumn<float> 16)["mixphm"])
    Assert.Equal(None, Series.tryGet "mixphm" (table.GetColumn<float> 64))
    Assert.Equal(34., (table |> Frame.getCol 16 |> Series.get "mixphm": float))

[<Fact>]
let ``joins match rows by key`` () =
    let left = frame [ "a" => series [ 1 => 1.; 2 => 2. ] ]
    let right = frame [ "b" => series [ 2 => 20.; 3 => 30. ] ]
    let keys kind = List.ofSeq (Frame.join kind left right).RowKeys
    Assert.Equal<int list>([ 1; 2; 3 ], keys JoinKind.Outer)
    Assert.Equal<int list>([ 2 ], keys JoinKind.Inner)
    Assert.Equal<int list>([ 1; 2 ], keys JoinKind.Left)
    Assert.Equal<int list>([ 2; 3 ], keys JoinKind.Right)
    Assert.Equal(None, Series.tryGet 1 ((Frame.join JoinKind.Left left right)?b))
    Assert.ThrowsAny<exn>(fun () -> Frame.join JoinKind.Outer left left |> ignore) |> ignore

[<Fact>]
let ``merging stacks rows and refuses two values for a cell`` () =
    let part key = frame [ "x" => series [ key => float key ]; "y" => series [ key => 1. ] ]
    Assert.Equal<float list>([ 1.; 2. ], values ((Frame.merge (part 1) (part 2))?x))
    Assert.ThrowsAny<exn>(fun () -> Frame.merge (part 1) (part 1) |> ignore) |> ignore

[<Fact>]
let ``statistics of a frame are per numeric column`` () =
    let means = Stats.mean (runs ())
    Assert.Equal<string list>([ "Seed"; "ND"; "Score" ], List.ofSeq means.Keys)
    Assert.Equal(34.5, means["Score"])

[<Fact>]
let ``CSV columns get the types of their texts`` () =
    let frame =
        Frame.ReadCsvString("name,n,x,flag,both,when,gap\n\"a, b\",16,31.25,true,0,2024-01-02,\nc,64,1e-5,false,1,2024-01-03,7\n")
    let types = [ for t in frame.ColumnTypes -> t.Name ]
    Assert.Equal<string list>([ "String"; "Int32"; "Double"; "Boolean"; "Boolean"; "DateTime"; "Int32" ], types)
    Assert.Equal("a, b", (frame.GetColumn<string> "name")[0])
    Assert.Equal(1e-5, frame?x.Get 1)
    Assert.Equal(1, frame?gap.ValueCount)

[<Fact>]
let ``CSV that was written reads back the same, with and without row keys`` () =
    let frame = runs ()
    let text = new StringWriter()
    frame.SaveCsv(text, includeRowKeys = false)
    Assert.StartsWith("Method,Seed,ND,Score", text.ToString())
    let back = Frame.ReadCsvString(text.ToString())
    Assert.Equal<string list>(List.ofSeq frame.ColumnKeys, List.ofSeq back.ColumnKeys)
    Assert.Equal<float list>(values (frame?Score), values (back?Score))
    let keyed = new StringWriter()
    frame.SaveCsv(keyed, keyNames = [ "row" ])
    Assert.StartsWith("row,Method", keyed.ToString())

[<Fact>]
let ``a frame prints column names, row keys and missing values`` () =
    let text = (frame [ "a" => series [ 1 => 1.; 2 => nan ] ]).Format().Replace("\r", "")
    Assert.Equal("     a         \n1 -> 1         \n2 -> <missing> \n", text)
