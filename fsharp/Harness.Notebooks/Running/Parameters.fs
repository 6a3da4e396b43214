namespace Harness.Notebooks.Running

open System
open System.Text.RegularExpressions
open Microsoft.DotNet.Interactive.Documents
open Harness.Data.Files
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
    let defaults (source: string) : (string * string) list =
        [ for line in source.Split '\n' do
              let found = definition.Match(line.TrimEnd())
              if found.Success then
                  found.Groups["name"].Value, found.Groups["value"].Value ]

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
        Cells.fsharp InjectedTag ("// Parameters of this run\n" + String.Join("\n", lines)) [ InjectedTag ]

    /// Gives the notebook its injected cell, and takes that of an earlier run away; `file` names it in messages.
    /// Errors: UserErrorException (exit code 2) for an unknown parameter, a value of the wrong kind, or no parameters cell.
    let inject (file: string) (values: Map<string, string>) (notebook: InteractiveDocument) : unit =
        Cells.removeTagged InjectedTag notebook
        if not values.IsEmpty then
            match notebook.Elements |> Seq.tryFindIndex (Cells.hasTag DefaultsTag) with
            | None -> bad $"{file} takes no parameters: none of its cells is tagged '{DefaultsTag}'."
            | Some at when notebook.Elements[at].KernelName <> "fsharp" -> bad $"{file}: the parameters cell must be in F#."
            | Some at -> notebook.Elements.Insert(at + 1, injected file (defaults notebook.Elements[at].Contents) values)
