namespace Harness.Notebooks.Sources

open System
open System.IO
open System.Text.RegularExpressions
open Microsoft.DotNet.Interactive.Documents
open Harness.Notebooks.Documents

/// A literate script: an F# script that is also the source of a notebook.
///
/// * A line that begins with `(**` opens a Markdown cell, which ends at the next line that ends with `*)`.
/// * The code between two Markdown cells is a code cell; a line `// %%` divides it further.
/// * `// %% parameters` gives the code cell that follows that tag.
///
/// Blank lines around a cell belong to nobody. The same file runs with plain `dotnet fsi`.
[<RequireQualifiedAccess>]
module LiterateScript =

    [<Literal>]
    let private Mark = "// %%"

    type private Block =
        | Text of string list
        | Code of tag: string * lines: string list

    let private trimmed (lines: string list) =
        let blank = List.skipWhile String.IsNullOrWhiteSpace
        lines |> blank |> List.rev |> blank |> List.rev |> List.map _.TrimEnd() |> String.concat "\n"

    let private closes (line: string) = line.TrimEnd().EndsWith("*)", StringComparison.Ordinal)

    let private withoutClose (line: string) =
        let bare = line.TrimEnd()
        bare.Substring(0, bare.Length - 2)

    let private markdownLines (first: string) (rest: string list) =
        let opening = first.Substring 3
        if closes opening then
            [ withoutClose opening ], rest
        else
            match rest |> List.tryFindIndex closes with
            | None -> opening :: rest, []
            | Some at -> opening :: (List.take at rest @ [ withoutClose rest[at] ]), List.skip (at + 1) rest

    let rec private blocks (lines: string list) : Block list =
        match lines with
        | [] -> []
        | first :: rest when first.StartsWith("(**", StringComparison.Ordinal) ->
            let text, others = markdownLines first rest
            Text text :: blocks others
        | first :: rest ->
            let tag, body =
                if first.StartsWith(Mark, StringComparison.Ordinal) then
                    first.Substring(Mark.Length).Trim(), rest
                else
                    "", lines
            let ends (line: string) =
                line.StartsWith("(**", StringComparison.Ordinal) || line.StartsWith(Mark, StringComparison.Ordinal)
            let size = body |> List.tryFindIndex ends |> Option.defaultValue body.Length
            Code(tag, List.take size body) :: blocks (List.skip size body)

    // Directives name files relative to the script; the notebook lies elsewhere.
    let private moved (fromFolder: string) (toFolder: string) (source: string) =
        let relocate (found: Match) =
            let path = found.Groups["path"].Value
            if Path.IsPathRooted path || path.Contains ':' then
                found.Value
            else
                let target = Path.GetRelativePath(toFolder, Path.Combine(fromFolder, path)).Replace('\\', '/')
                found.Groups["directive"].Value + $"\"{target}\""
        Regex.Replace(source, """(?m)^(?<directive>\s*#(?:load|r|I)\s+)"(?<path>[^"]+)"$""", relocate)

    /// True for a script that begins with a Markdown cell, which is what makes it the source of a notebook.
    let isLiterate (script: string) : bool = script.TrimStart('\uFEFF').StartsWith("(**", StringComparison.Ordinal)

    /// The cells of a script that lies in `scriptFolder`, for a notebook in `notebookFolder`. Cells are numbered m1, m2, …
    /// and c1, c2, …; these are their ids.
    let toCells (scriptFolder: string) (notebookFolder: string) (script: string) : InteractiveDocumentElement list =
        let lines = script.ReplaceLineEndings("\n").Split '\n' |> List.ofArray
        let mutable texts = 0
        let mutable codes = 0
        [ for block in blocks lines do
              match block with
              | Text lines ->
                  texts <- texts + 1
                  Cells.markdown $"m{texts}" (trimmed lines) []
              | Code(tag, lines) when trimmed lines <> "" ->
                  codes <- codes + 1
                  Cells.fsharp $"c{codes}" (moved scriptFolder notebookFolder (trimmed lines)) (if tag = "" then [] else [ tag ])
              | Code _ -> () ]
