namespace Harness.Notebooks.Running

open System
open System.Text.RegularExpressions
open Harness.Data
open Harness.Notebooks.Documents

/// Parameters as papermill has them: the cell tagged `parameters` holds the defaults, one `let name = literal` a line,
/// and a run with other values puts a cell tagged `injected-parameters` right after it.
[<RequireQualifiedAccess>]
module Parameters =

    [<Literal>]
    let DefaultsTag = "parameters"

    [<Literal>]
    let InjectedTag = "injected-parameters"

    let private definition = Regex("""^let\s+(?<name>\w+)\s*(?::[^=]+)?=\s*(?<value>"(?:[^"\\]|\\.)*"|[^/]*?)\s*(?://.*)?$""")

    let private bad (message: string) : 'T = raise (UserErrorException(message, 2))

    /// Splits "key=value"; later ones of a key win. Errors: UserErrorException when there is no key or no "=".
    let parse (texts: string seq) : Map<string, string> =
        texts
        |> Seq.map (fun text ->
            match text.IndexOf '=' with
            | at when at > 0 -> text.Substring(0, at).Trim(), text.Substring(at + 1)
            | _ -> bad $"Parameter '{text}' must be written key=value.")
        |> Map.ofSeq

    /// Names and default literals of the parameters cell.
    let defaults (cell: Cell) : (string * string) list =
        [ for line in Cell.executable(cell).Split '\n' do
            let found = definition.Match(line.TrimEnd())
            if found.Success then found.Groups["name"].Value, found.Groups["value"].Value ]

    let private injected (file: string) (defaults: (string * string) list) (values: Map<string, string>) =
        let known = defaults |> List.map fst |> String.concat ", "
        for KeyValue(key, _) in values do
            if defaults |> List.forall (fun (name, _) -> name <> key) then
                bad $"{file} has no parameter '{key}'; it has: {known}."
        let lines =
            [ for name, example in defaults do
                match values.TryFind name with
                | None -> ()
                | Some text ->
                    match Literal.like example text with
                    | Ok literal -> $"let {name} = {literal}"
                    | Error wanted -> bad $"{file}: parameter {name}={text} must be {wanted}." ]
        Cell.code InjectedTag CellLanguage.FSharp ("// Parameters of this run\n" + String.Join("\n", lines)) |> Cell.tagged InjectedTag

    /// The notebook with its injected cell, and without that of an earlier run; `file` names it in messages.
    /// Errors: UserErrorException (exit code 2) for an unknown parameter, a value of the wrong kind, or no parameters cell.
    let inject (file: string) (values: Map<string, string>) (notebook: Notebook) : Notebook =
        let cells = notebook.Cells |> List.filter (Cell.hasTag InjectedTag >> not)
        if values.IsEmpty then { notebook with Cells = cells }
        else
            match cells |> List.tryFindIndex (Cell.hasTag DefaultsTag) with
            | None -> bad $"{file} takes no parameters: none of its cells is tagged '{DefaultsTag}'."
            | Some at when Cell.language cells[at] <> CellLanguage.FSharp -> bad $"{file}: the parameters cell must be in F#."
            | Some at ->
                let before, after = List.splitAt (at + 1) cells
                { notebook with Cells = before @ [ injected file (defaults cells[at]) values ] @ after }
