namespace Harness.Notebooks.Kernels

open System

/// How C# source spells a .NET type; `dynamic` where source cannot name it, which holds for types that an F# cell declared
/// (they live in memory only) and for types that are not public.
[<RequireQualifiedAccess>]
module CSharpTypeName =

    let rec private nameable (kind: Type) : bool =
        kind.IsVisible
        && kind.Assembly.Location <> ""
        && not kind.IsByRef && not kind.IsPointer
        && (not kind.IsGenericType || kind.GetGenericArguments() |> Array.forall nameable)
        && (match kind.GetElementType() with null -> true | element -> nameable element)

    let rec private spell (kind: Type) : string =
        if kind.IsArray then
            let commas = String(',', kind.GetArrayRank() - 1)
            $"{spell (nonNull (kind.GetElementType()))}[{commas}]"
        else
            // Generic arguments of a nested type belong, in order, to the types around it.
            let arguments = kind.GetGenericArguments()
            let rec around (at: Type) = match at.DeclaringType with null -> [ at ] | outer -> around outer @ [ at ]
            let chain = around kind
            let mutable used = 0
            let part (at: Type) =
                let own = at.GetGenericArguments().Length - used
                let name = (at.Name.Split '`')[0]
                let mine = arguments[used .. used + own - 1] |> Array.map spell |> String.concat ", "
                used <- used + own
                if own = 0 then name else $"{name}<{mine}>"
            let path = chain |> List.map part |> String.concat "."
            match kind.Namespace with
            | null | "" -> "global::" + path
            | space -> $"global::{space}.{path}"

    let ofType (kind: Type) : string = if nameable kind then spell kind else "dynamic"
