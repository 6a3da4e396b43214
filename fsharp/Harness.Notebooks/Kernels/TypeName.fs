namespace Harness.Notebooks.Kernels

open System
open System.IO
open System.Reflection

/// How source spells a .NET type, in either language. Source cannot name a type that an F# cell declared (it lives in memory
/// only) or one that is not public; such a value crosses as `dynamic` or `obj`.
[<RequireQualifiedAccess>]
module TypeName =

    let rec private nameable (kind: Type) : bool =
        kind.IsVisible
        && kind.Assembly.Location <> ""
        && not kind.IsByRef && not kind.IsPointer
        && (not kind.IsGenericType || kind.GetGenericArguments() |> Array.forall nameable)
        && (match kind.GetElementType() with null -> true | element -> nameable element)

    let rec private spell (top: string) (kind: Type) : string =
        if kind.IsArray then
            let commas = String(',', kind.GetArrayRank() - 1)
            $"{spell top (nonNull (kind.GetElementType()))}[{commas}]"
        else
            // Generic arguments of a nested type belong, in order, to the types around it.
            let arguments = kind.GetGenericArguments()
            let rec around (at: Type) = match at.DeclaringType with null -> [ at ] | outer -> around outer @ [ at ]
            let mutable used = 0
            let part (at: Type) =
                let own = at.GetGenericArguments().Length - used
                let name = (at.Name.Split '`')[0]
                let mine = arguments[used .. used + own - 1] |> Array.map (spell top) |> String.concat ", "
                used <- used + own
                if own = 0 then name else $"{name}<{mine}>"
            let path = around kind |> List.map part |> String.concat "."
            match kind.Namespace with
            | null | "" -> top + path
            | space -> $"{top}{space}.{path}"

    let inCSharp (kind: Type) : string = if nameable kind then spell "global::" kind else "dynamic"

    let inFSharp (kind: Type) : string = if nameable kind then spell "global." kind else "obj"

    /// Files of the assemblies that a type's name needs, those of the runtime itself left out.
    let rec assemblies (kind: Type) : string list =
        let runtime = Path.GetDirectoryName typeof<obj>.Assembly.Location
        let own (assembly: Assembly) = if assembly.Location = "" || Path.GetDirectoryName assembly.Location = runtime then [] else [ assembly.Location ]
        let element = match kind.GetElementType() with null -> [] | found -> assemblies found
        own kind.Assembly @ element @ (kind.GetGenericArguments() |> List.ofArray |> List.collect assemblies)
        |> List.distinct
