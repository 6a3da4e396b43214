namespace Harness.Notebooks.Jupyter

open System
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open Harness.Data.Files
open Harness.Notebooks.Documents

/// The kernels as Jupyter finds them: a folder each with a kernel.json that starts this checkout's `harness`, which sets the
/// environment that the process needs. Names are those in the notebooks' metadata.
[<RequireQualifiedAccess>]
module KernelSpec =

    let private kernels = [ ".net-fsharp", "F#", "fsharp"; ".net-csharp", "C#", "csharp" ]

    /// Where a user's kernels lie: $JUPYTER_DATA_DIR, else the place of this system.
    let userFolder () : string =
        let home = Environment.GetFolderPath Environment.SpecialFolder.UserProfile
        let set (name: string) = Environment.GetEnvironmentVariable name |> Option.ofObj |> Option.filter ((<>) "")
        match set "JUPYTER_DATA_DIR", set "XDG_DATA_HOME" with
        | Some folder, _ -> folder
        | None, _ when OperatingSystem.IsMacOS() -> Path.Combine(home, "Library", "Jupyter")
        | None, Some data -> Path.Combine(data, "jupyter")
        | None, None -> Path.Combine(home, ".local", "share", "jupyter")

    /// Where the kernels of an installation lie.
    let prefixFolder (prefix: string) : string = Path.Combine(prefix, "share", "jupyter")

    let private file (folder: string) (name: string) = Path.Combine(folder, "kernels", name, "kernel.json")

    let private isOurs (path: string) =
        try
            match JsonNode.Parse(File.ReadAllText path) with
            | :? JsonObject as found ->
                match JsonNodes.tryList found["argv"] |> Option.defaultValue [] |> List.choose JsonNodes.tryText with
                | program :: "nb" :: "kernel" :: _ -> Path.GetFileName program = "harness"
                | _ -> false
            | _ -> false
        with :? JsonException ->
            false

    let private spec (harness: string) (language: string) (kernel: string) =
        let texts (items: string list) : JsonNode = JsonNodes.list (items |> Seq.map JsonNodes.text)
        JsonNodes.object
            [ "argv", texts [ harness; "nb"; "kernel"; "{connection_file}"; "--language"; kernel ]
              "display_name", JsonNodes.text $".NET ({language})"
              "language", JsonNodes.text language ]

    let private inFolder (folder: string) (action: unit -> 'T) : 'T =
        try
            action ()
        with
        | :? IOException
        | :? UnauthorizedAccessException as error ->
            raise (
                UserErrorException(
                    $"Cannot write below {folder}: {error.Message} Name another folder with --prefix DIR.",
                    3,
                    error
                )
            )

    /// Writes both kernels below a Jupyter data folder and gives their files.
    /// Errors: UserErrorException, exit code 2 when another program's kernel has one of the names, 3 when the folder cannot be written.
    let install (harness: string) (folder: string) : string list =
        for name, _, _ in kernels do
            let path = file folder name
            if File.Exists path && not (isOurs path) then
                raise (
                    UserErrorException(
                        $"{path} belongs to another program; remove it with jupyter kernelspec remove {name}, or name another folder with --prefix DIR.",
                        2
                    )
                )
        inFolder folder (fun () ->
            [ for name, language, kernel in kernels do
                  let path = file folder name
                  Directory.CreateDirectory(string (Path.GetDirectoryName path)) |> ignore
                  File.WriteAllText(path, CanonicalJson.write (spec harness language kernel))
                  path ])

    /// Removes what `install` wrote, and gives the files that it removed.
    let uninstall (folder: string) : string list =
        inFolder folder (fun () ->
            [ for name, _, _ in kernels do
                  let path = file folder name
                  if File.Exists path && isOurs path then
                      Directory.Delete(string (Path.GetDirectoryName path), true)
                      path ])
