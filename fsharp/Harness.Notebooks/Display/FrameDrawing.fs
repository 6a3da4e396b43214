namespace Harness.Notebooks.Display

open System.Globalization
open System.Net
open Deedle

/// A data frame as a table of at most 30 rows and 20 columns; the formatter's own way would print the frame's insides.
[<RequireQualifiedAccess>]
module FrameDrawing =

    let private most = 30, 20

    let private cells (frame: IFrame) : string list list * int =
        let text (value: obj) =
            match value with
            | :? float as number -> number.ToString("0.####", CultureInfo.InvariantCulture)
            | other -> string other
        frame.Apply
            { new IFrameOperation<string list list * int> with
                member _.Invoke(frame: Frame<'R, 'C>) =
                    let rows, columns =
                        frame.RowKeys |> Seq.truncate (fst most), frame.ColumnKeys |> Seq.truncate (snd most) |> List.ofSeq
                    let found = [ for key in columns -> frame.GetColumn<obj> key ]
                    let cell row (column: Series<'R, obj>) =
                        match column |> Series.tryGet row with
                        | Some value -> text value
                        | None -> ""
                    ("" :: [ for key in columns -> string (box key) ])
                    :: [ for row in rows -> string (box row) :: [ for column in found -> cell row column ] ],
                    frame.RowCount }

    let private size (rows: int) = if rows > fst most then $"the first {fst most} of {rows} rows" else ""

    let toHtml (frame: IFrame) : string =
        let table, rows = cells frame
        let line tag (row: string list) =
            "<tr>" + String.concat "" [ for cell in row -> $"<{tag}>{WebUtility.HtmlEncode cell}</{tag}>" ] + "</tr>"
        String.concat
            "\n"
            ("<table>" :: line "th" table.Head :: [ for row in table.Tail -> line "td" row ] @ [ "</table>" + size rows ])

    let toText (frame: IFrame) : string =
        let table, rows = cells frame
        let widths = table |> List.transpose |> List.map (List.map String.length >> List.max)
        [ for row in table do
              (List.map2 (fun (cell: string) width -> cell.PadLeft width) row widths |> String.concat "  ").TrimEnd()
          if size rows <> "" then
              size rows ]
        |> String.concat "\n"
