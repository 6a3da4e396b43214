namespace Harness.Notebooks.Kernels

open System
open System.IO
open System.Reflection
open System.Threading.Tasks
open Microsoft.DotNet.Interactive
open Microsoft.DotNet.Interactive.Commands
open Microsoft.DotNet.Interactive.CSharp

/// Makes the engine's own C# kernel run its cells on the notebook's thread, reference the harness, and hand the classes that its
/// cells declare to F# cells: types become a library on disk (see CSharpTypes), which both languages then reference.
[<RequireQualifiedAccess>]
module CSharpCells =

    let private imports =
        [ "System"; "System.Text"; "System.Collections"; "System.Collections.Generic"; "System.Threading.Tasks"; "System.Linq" ]

    // How C# spells a type; `dynamic` where it has no name there: what an F# cell declares lives in memory only. (The engine's own
    // spelling fails, without a word, for types inside types, and tensors are of one.)
    let rec private spelled (kind: Type) : string =
        match kind.GetElementType() with
        | null when not kind.IsVisible || kind.Assembly.Location = "" || (kind.IsNested && kind.IsGenericType) -> "dynamic"
        | null when kind.IsGenericType ->
            let arguments = kind.GetGenericArguments() |> Array.map spelled |> String.concat ", "
            $"{(string (kind.GetGenericTypeDefinition().FullName)).Split('`')[0]}<{arguments}>"
        | null -> (string kind.FullName).Replace('+', '.')
        | element -> $"{spelled element}[{String(',', kind.GetArrayRank() - 1)}]"

    /// Adds this to `kernel`; `scratch` receives the libraries.
    let extend (kernel: CSharpKernel) (fsharp: FSharpKernel) (cells: CellThread) (scratch: string) : unit =
        let references = CSharpReferences()
        let mutable started = false
        let mutable made = 0

        // A namespace a cell: a type declared again would otherwise be ambiguous, since the kernel drops no reference.
        let declare (parts: CSharpParts) =
            made <- made + 1
            let space = $"{CSharpReferences.LibraryPrefix}{made}"
            let path = Path.Combine(scratch, space + ".dll")
            CSharpTypes.compile path space (imports @ references.Spaces) references.Current parts
            |> Result.map (fun () ->
                let library = { Path = path; Space = space; Types = parts.Types }
                references.Add library
                Assembly.LoadFrom path |> ignore
                library)

        let use' (library: CellLibrary) =
            [ $"#r \"{library.Path}\""
              for name, isGeneric in library.Types do
                  // An alias cannot name a generic type.
                  if isGeneric then $"using {library.Space};" else $"using {name} = {library.Space}.{name};" ]
            |> List.distinct
            |> String.concat "\n"

        let prelude () =
            [ for path in references.FromStart do
                  $"#r \"{path}\""
              "using static Microsoft.DotNet.Interactive.Kernel;"
              "using static Harness.Notebooks.InCell;" ]
            |> String.concat "\n"

        let handle (command: KernelCommand) (context: KernelInvocationContext) (next: KernelPipelineContinuation) : Task =
            let run (code: string) =
                let part = SubmitCode(code, kernel.Name)
                part.SetParent(command, true)
                next.Invoke(part, context)
            let declareAndRun (parts: CSharpParts) =
                task {
                    match declare parts with
                    | Error error -> CellError.fail context command error
                    | Ok library ->
                        fsharp.Reference(library.Path, library.Space)
                        do! run (use' library)
                        if not (String.IsNullOrWhiteSpace parts.Script) then
                            do! run parts.Script
                }
            task {
                if not started then
                    started <- true
                    do! run (prelude ())
                match command with
                | :? SubmitCode as cell when not (CSharpTypes.split cell.Code).Types.IsEmpty ->
                    do! declareAndRun (CSharpTypes.split cell.Code)
                | :? SendValue as sent when not (isNull sent.Value) ->
                    do! run $"{spelled (sent.Value.GetType())} {sent.Name} = default;"
                    kernel.ScriptState.GetVariable(sent.Name).Value <- sent.Value
                | _ -> do! next.Invoke(command, context)
            }

        kernel.AddMiddleware(fun command context next ->
            match command with
            | :? SubmitCode
            // A shared value needs the reference to its type first.
            | :? SendValue ->
                task {
                    let! ended = cells.Run(fun () -> handle command context next)
                    CellError.failUnlessDone context command ended
                }
                :> Task
            | _ -> next.Invoke(command, context))
