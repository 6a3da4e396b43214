namespace Harness.Paper.Report

open System.IO
open System.Text.Json
open Harness.Data.Files

/// A place where paper, released code and released scripts disagree.
type Discrepancy =
    {
        Id: string
        What: string
        /// Where it is seen.
        Where: string
        /// What the harness does unless told otherwise.
        Default: string
        /// What shows it on numbers: `law ID`, `claim ID` or `test PROJECT.CLASS.NAME`.
        ShownBy: string list
        /// Effect on scores in words; empty where it is measured.
        Effect: string
        /// Where it is measured: what the runs of the experiment that has the entry's id do otherwise, and the experiment that they are compared with.
        Measured: (string * string) option
    }

/// The prose of a paper's report: what no program can find out.
type PaperText =
    { Title: string
      Citation: string
      Scope: string list
      Protocol: string list
      NotClaimed: string list
      Beyond: string list
      Easy: string list
      Difficult: string list }

/// Reads `report-text.json` and `discrepancies.json` of a paper's folder.
module PaperText =
    let private str (name: string) (e: JsonElement) = e.GetProperty(name).GetString() |> Option.ofObj |> Option.defaultValue ""
    let private strings (name: string) (e: JsonElement) = [ for x in e.GetProperty(name).EnumerateArray() -> string x ]

    let private load (path: string) read =
        if not (File.Exists path) then
            raise (UserErrorException($"{path} is missing", 3))
        try
            use document = JsonDocument.Parse(File.ReadAllText path)
            read document.RootElement
        with
        | :? JsonException
        | :? System.Collections.Generic.KeyNotFoundException
        | :? System.InvalidOperationException as e -> raise (UserErrorException($"{path} cannot be used: {e.Message}", 2))

    let read (path: string) =
        load path (fun e ->
            { Title = str "title" e
              Citation = str "citation" e
              Scope = strings "scope" e
              Protocol = strings "protocol" e
              NotClaimed = strings "not_claimed" e
              Beyond = strings "beyond" e
              Easy = strings "easy" e
              Difficult = strings "difficult" e })

    let readDiscrepancies (path: string) =
        load path (fun e ->
            [ for d in e.EnumerateArray() ->
                  { Id = str "id" d
                    What = str "what" d
                    Where = str "where" d
                    Default = str "default" d
                    ShownBy = strings "shown_by" d
                    Effect =
                      (match d.TryGetProperty "effect" with
                       | true, _ -> str "effect" d
                       | _ -> "not measured")
                    Measured =
                      (match d.TryGetProperty "measured" with
                       | true, m -> Some(str "change" m, str "against" m)
                       | _ -> None) } ])
