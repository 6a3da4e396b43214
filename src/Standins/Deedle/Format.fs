namespace Deedle

open System.Runtime.CompilerServices

/// Plain text tables.
module internal Format =

    /// Rows printed from the start and from the end of something long.
    let half = 15

    /// The parts of a key: a tuple has several.
    let levels (key: 'K) : obj list =
        match box key with
        | :? ITuple as tuple -> [ for i in 0 .. tuple.Length - 1 -> tuple[i] ]
        | plain -> [ plain ]

    let private text (value: obj) = if isNull value then "" else value.ToString()

    /// Keys as texts, one list a key. Where the keys ascend, a part that repeats the part above is left blank.
    let keys (blankRepeats: bool) (keys: 'K seq) : string list list =
        let mutable above: obj list = []
        [ for key in keys do
              let parts = levels key
              let same = Seq.zip parts above |> Seq.takeWhile (fun (a, b) -> a = b) |> Seq.length
              above <- parts
              [ for i, part in List.indexed parts -> if blankRepeats && i < same then "" else text part ] ]

    /// Which of `count` items are printed: all, or those at both ends with a gap (−1) between them.
    let shown first last count =
        if count <= first + last then [ 0 .. count - 1 ]
        else [ 0 .. first - 1 ] @ [ -1 ] @ [ count - last .. count - 1 ]

    /// Columns as wide as their widest cell and one space more.
    let table (rows: string list list) : string =
        let widths = rows |> List.transpose |> List.map (List.map String.length >> List.max)
        let line row = List.map2 (fun (cell: string) width -> cell.PadRight(width + 1)) row widths |> String.concat ""
        rows |> List.map (fun row -> line row + System.Environment.NewLine) |> String.concat ""
