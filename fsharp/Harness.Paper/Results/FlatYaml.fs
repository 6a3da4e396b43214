/// The configurations that runs keep: sections of `key: value` lines, nothing nested deeper. Values stay as they are spelled.
module Harness.Paper.Results.FlatYaml

let private isInner (line: string) = line.StartsWith "  "

/// Each line with the path of its value; a section's own line has none.
let private lines (yaml: string) =
    let mutable section = ""
    [ for line in yaml.Split '\n' do
          match line.IndexOf ':' with
          | -1 -> None, line
          | i when not (isInner line) && line.Length = i + 1 ->
              section <- line[.. i - 1] + "."
              None, line
          | i -> Some((if isInner line then section else "") + line[.. i - 1].Trim()), line ]

/// (path, value) of every line that has a value.
let values yaml =
    lines yaml |> List.choose (fun (path, line) -> path |> Option.map (fun p -> p, line[line.IndexOf ':' + 1 ..].Trim()))

/// The values in which the second differs from the first, which has the same keys.
let differences first second =
    let known = Map.ofList (values first)
    values second |> List.filter (fun (path, value) -> known.TryFind path <> Some value)

/// The text with other values at the paths named.
let change settings yaml =
    let other = Map.ofList settings
    lines yaml
    |> List.map (fun (path, line) ->
        match path |> Option.bind other.TryFind with
        | Some value -> line[.. line.IndexOf ':'] + " " + value
        | None -> line)
    |> String.concat "\n"
