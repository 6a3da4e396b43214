namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
open Microsoft.CodeAnalysis

/// A library made from the types of one C# cell, in a namespace of its own.
type CellLibrary = { Path: string; Space: string; Types: (string * bool) list }

/// The assemblies that C# cells compile against: all that this program ships with or has loaded from disk, and the
/// libraries of earlier C# cells. Of two libraries that declare a type of one name, only the later one counts.
type CSharpReferences() =

    let fromDisk = Dictionary<string, MetadataReference>(StringComparer.Ordinal)
    let libraries = List<CellLibrary>()

    let platform =
        match AppContext.GetData "TRUSTED_PLATFORM_ASSEMBLIES" with
        | :? string as list -> list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) |> List.ofArray
        | _ -> []

    let loaded () =
        [ for assembly in AppDomain.CurrentDomain.GetAssemblies() do
              if not assembly.IsDynamic && assembly.Location <> "" then
                  assembly.Location ]

    let reference (path: string) =
        match fromDisk.TryGetValue path with
        | true, known -> known
        | _ ->
            let made = MetadataReference.CreateFromFile path :> MetadataReference
            fromDisk[path] <- made
            made

    member _.Add(library: CellLibrary) : unit =
        libraries.RemoveAll(fun old ->
            old.Types |> List.exists (fun (name, _) -> library.Types |> List.exists (fun (other, _) -> other = name)))
        |> ignore
        libraries.Add library

    /// Namespaces of the libraries that count.
    member _.Spaces: string list = [ for library in libraries -> library.Space ]

    member _.Current: MetadataReference list =
        let byName = Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        let isCellLibrary (path: string) =
            (string (Path.GetFileName path)).StartsWith(CSharpReferences.LibraryPrefix, StringComparison.Ordinal)
        for path in platform @ loaded () do
            if not (isCellLibrary path) && File.Exists path then
                byName.TryAdd(string (Path.GetFileNameWithoutExtension path), path) |> ignore
        [ for path in byName.Values do
              reference path
          for library in libraries do
              reference library.Path ]

    /// What a C# cell can use from its start: the harness and the packages that its values come from.
    member _.FromStart: string list =
        [ "Harness."; "TorchSharp."; "Deedle."; "Plotly.NET."; "FsCheck."; "FSharp.Core."; "MathNet.Numerics."; "SkiaSharp." ]
        |> List.collect (fun name ->
            [ for path in Directory.GetFiles(AppContext.BaseDirectory, name + "*dll") do
                  if not (path.EndsWith(".Tests.dll", StringComparison.Ordinal)) then
                      path ])

    /// File names and namespaces of the libraries made from C# cells begin so.
    static member LibraryPrefix = "NotebookCell"
