namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
open System.Reflection
open Microsoft.CodeAnalysis

/// The assemblies that C# cells compile against: all that this program ships with or has loaded from disk, and the
/// libraries of earlier C# cells. Of two libraries that declare a type of one name, only the later one counts.
type CSharpReferences() =

    let fromDisk = Dictionary<string, MetadataReference>(StringComparer.Ordinal)
    let libraries = List<string * string list>()

    let platform =
        match AppContext.GetData "TRUSTED_PLATFORM_ASSEMBLIES" with
        | :? string as list -> list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) |> List.ofArray
        | _ -> []

    let loaded () =
        [ for assembly in AppDomain.CurrentDomain.GetAssemblies() do
            if not assembly.IsDynamic && assembly.Location <> "" then assembly.Location ]

    let reference (path: string) =
        match fromDisk.TryGetValue path with
        | true, known -> known
        | _ ->
            let made = MetadataReference.CreateFromFile path :> MetadataReference
            fromDisk[path] <- made
            made

    member _.AddLibrary(path: string, typeNames: string list) : unit =
        libraries.RemoveAll(fun (_, names) -> names |> List.exists (fun name -> List.contains name typeNames)) |> ignore
        libraries.Add((path, typeNames))

    member _.Current: MetadataReference list =
        let byName = Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        let isCellLibrary (path: string) = (string (Path.GetFileName path)).StartsWith(CSharpReferences.LibraryPrefix, StringComparison.Ordinal)
        for path in platform @ loaded () do
            if not (isCellLibrary path) && File.Exists path then byName.TryAdd(string (Path.GetFileNameWithoutExtension path), path) |> ignore
        [ for path in byName.Values do reference path
          for path, _ in libraries do reference path ]

    /// File names of the libraries made from C# cells begin so.
    static member LibraryPrefix = "NotebookCell"

    /// Loads an assembly where F# cells load it too; two copies of one assembly would have unequal types.
    static member Load(path: string) : Assembly option =
        try Some(Assembly.LoadFrom path)
        with :? FileLoadException | :? BadImageFormatException | :? FileNotFoundException -> None
