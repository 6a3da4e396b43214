namespace Deedle

open System.IO
open System.Text

/// The rows of a CSV text. Cells in double quotes may hold separators and line breaks; a doubled quote is one quote.
module internal CsvParser =

    /// Every character of `separators` ends a cell.
    let rows (separators: string) (reader: TextReader) : string[] list =
        let rows = ResizeArray<string[]>()
        let cells = ResizeArray<string>()
        let cell = StringBuilder()
        let mutable quoted = false
        let mutable started = false
        let endCell () =
            cells.Add(cell.ToString())
            cell.Clear() |> ignore
            started <- false
        let endRow () =
            // A line with nothing on it is no row.
            if cells.Count > 0 || cell.Length > 0 || started then
                endCell ()
                rows.Add(cells.ToArray())
                cells.Clear()
        let rec read () =
            match reader.Read() with
            | -1 -> endRow ()
            | code ->
                match char code with
                | '"' when quoted && reader.Peek() = int '"' -> reader.Read() |> ignore; cell.Append '"' |> ignore
                | '"' when quoted -> quoted <- false
                | '"' when cell.Length = 0 -> quoted <- true; started <- true
                | c when quoted -> cell.Append c |> ignore
                | c when separators.Contains c -> endCell (); started <- true
                | '\r' -> if reader.Peek() <> int '\n' then endRow ()
                | '\n' -> endRow ()
                | c -> cell.Append c |> ignore
                read ()
        read ()
        List.ofSeq rows
