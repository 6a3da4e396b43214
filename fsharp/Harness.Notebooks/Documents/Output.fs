namespace Harness.Notebooks.Documents

open System.Text.Json.Nodes

/// What one step of a cell left behind: the four output types of nbformat 4.
type Output =
    /// Text printed to `stdout` or `stderr`.
    | Stream of name: string * text: string
    /// Something shown in the course of the cell.
    | Shown of MimeBundle
    /// The value of the cell's last expression.
    | Result of MimeBundle
    | Failure of name: string * message: string * traceback: string list

[<RequireQualifiedAccess>]
module Output =

    let private text = JsonNodes.text
    let private node = JsonNodes.object

    /// The nbformat object; `executionCount` is the number of the cell, which only a result repeats.
    let toJson (executionCount: int) (output: Output) : JsonObject =
        match output with
        | Stream(name, content) ->
            node [ "output_type", text "stream"; "name", text name; "text", JsonLines.split content ]
        | Shown bundle ->
            node [ "output_type", text "display_data"; "data", MimeBundle.toJson bundle; "metadata", JsonObject() ]
        | Result bundle ->
            node [ "output_type", text "execute_result"; "execution_count", JsonNodes.number executionCount
                   "data", MimeBundle.toJson bundle; "metadata", JsonObject() ]
        | Failure(name, message, traceback) ->
            let lines = JsonNodes.list (traceback |> Seq.map text)
            node [ "output_type", text "error"; "ename", text name; "evalue", text message; "traceback", lines ]

    /// Rewrites every piece of text in an output.
    let map (change: string -> string) (output: Output) : Output =
        match output with
        | Stream(name, content) -> Stream(name, change content)
        | Shown bundle -> Shown(MimeBundle.map change bundle)
        | Result bundle -> Result(MimeBundle.map change bundle)
        | Failure(name, message, traceback) -> Failure(name, change message, List.map change traceback)
