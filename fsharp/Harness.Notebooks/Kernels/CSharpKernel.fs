namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
open Microsoft.CodeAnalysis
open Microsoft.CodeAnalysis.CSharp.Scripting
open Microsoft.CodeAnalysis.Scripting
open Microsoft.CodeAnalysis.Scripting.Hosting

/// C# cells: type declarations become libraries (see CSharpTypes), everything else runs as a Roslyn script that goes on
/// where the last cell ended. `scratch` receives the libraries.
type CSharpKernel(folder: string, scratch: string) =

    let imports = [ "System"; "System.Collections.Generic"; "System.IO"; "System.Linq"; "System.Threading.Tasks" ]
    let references = CSharpReferences()
    let loader = new InteractiveAssemblyLoader()
    let registered = HashSet<string>(StringComparer.Ordinal)
    let mutable state: ScriptState<obj> option = None
    let mutable made = 0

    let options () =
        ScriptOptions.Default
            .WithImports(imports)
            .WithReferences(references.Current)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory folder)
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory folder)
            .WithLanguageVersion(CSharp.LanguageVersion.Latest)

    let continued (source: string) : Script<obj> =
        match state with
        | None -> CSharpScript.Create<obj>(source, options (), null, loader)
        | Some state -> state.Script.ContinueWith<obj>(source, options ())

    // The script host would load a second copy of what a script uses; it takes the one it is told about instead.
    let shareAssemblies (script: Script<obj>) =
        for used in script.GetCompilation().GetUsedAssemblyReferences() do
            match used with
            | :? PortableExecutableReference as file when not (isNull file.FilePath) && registered.Add(string file.FilePath) ->
                CSharpReferences.Load(string file.FilePath) |> Option.iter loader.RegisterDependency
            | _ -> ()

    let run (source: string) (warn: string -> unit) : Result<objnull, CellError> =
        let script = continued source
        let errors, others = script.Compile() |> List.ofSeq |> List.partition (fun found -> found.Severity = DiagnosticSeverity.Error)
        for found in others do
            if found.Severity = DiagnosticSeverity.Warning then warn (CSharpTypes.describe found)
        if not errors.IsEmpty then Error(CellError.ofDiagnostics (errors |> List.map CSharpTypes.describe))
        else
            shareAssemblies script
            let next =
                match state with
                | None -> script.RunAsync(null, Func<exn, bool>(fun _ -> true)).GetAwaiter().GetResult()
                | Some before -> script.RunFromAsync(before, Func<exn, bool>(fun _ -> true)).GetAwaiter().GetResult()
            state <- Some next
            match next.Exception with
            | null -> Ok next.ReturnValue
            | error -> Error(CellError.ofException error)

    /// Compiles the types that a cell declares and returns the library's path, or none when it declares no type.
    member _.Declare(parts: CSharpParts) : Result<string option, CellError> =
        if parts.TypeNames.IsEmpty then Ok None
        else
            made <- made + 1
            let path = Path.Combine(scratch, $"{CSharpReferences.LibraryPrefix}{made}.dll")
            CSharpTypes.compile path imports references.Current parts.Library
            |> Result.map (fun () ->
                references.AddLibrary(path, parts.TypeNames)
                CSharpReferences.Load path |> Option.iter loader.RegisterDependency
                Some path)

    /// Runs the statements of a cell and returns its last expression's value, null when it has none.
    member _.Execute(source: string, warn: string -> unit) : Result<objnull, CellError> =
        if String.IsNullOrWhiteSpace source then Ok null else run source warn

    /// Gives a value a name in the cells that follow, under its own type where C# can name it.
    member _.Bind(name: string, value: CellValue) : Result<unit, CellError> =
        SharedValues.Set(name, value.Value)
        let spelled = TypeName.inCSharp value.Type
        run $"{spelled} {name} = ({spelled})global::Harness.Notebooks.Kernels.SharedValues.Get(\"{name}\");" ignore
        |> Result.map ignore

    /// The variables that cells have declared, the latest of each name.
    member _.Values: Map<string, CellValue> =
        match state with
        | None -> Map.empty
        | Some state -> state.Variables |> Seq.map (fun found -> found.Name, { Value = found.Value; Type = found.Type }) |> Map.ofSeq
