namespace Harness.Notebooks.Display

open System
open System.Reflection
open Harness.Notebooks.Documents

/// Another front end's own display function (the .NET Interactive kernel), found by name so that nothing here depends on
/// that archived package. Used when a notebook that loads the harness is open in Jupyter or an editor.
[<RequireQualifiedAccess>]
module internal ForeignFrontEnd =

    let private kernel () =
        AppDomain.CurrentDomain.GetAssemblies()
        |> Seq.tryFind (fun assembly -> assembly.GetName().Name = "Microsoft.DotNet.Interactive")
        |> Option.bind (fun assembly -> Option.ofObj (assembly.GetType "Microsoft.DotNet.Interactive.Kernel"))

    let private invoke (method: string) (arguments: objnull array) (kernel: Type) : objnull option =
        match kernel.GetMethod(method, BindingFlags.Public ||| BindingFlags.Static) with
        | null -> None
        | found -> Some(found.Invoke(null, arguments))

    // Kernel.HTML and Kernel.display(value, mimeTypes) are the kernel's public statics.
    /// True when a foreign kernel took the bundle.
    let tryShow (bundle: MimeBundle) : bool =
        kernel ()
        |> Option.bind (fun kernel ->
            match bundle.Representations.TryFind "text/html" with
            | Some html ->
                kernel |> invoke "HTML" [| html |] |> Option.bind (fun content -> invoke "display" [| content; [| "text/html" |] |] kernel)
            | None -> kernel |> invoke "display" [| bundle.ToString(); [| "text/plain" |] |])
        |> Option.isSome
