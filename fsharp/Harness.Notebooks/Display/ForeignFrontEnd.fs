namespace Harness.Notebooks.Display

open System
open System.Reflection
open Harness.Notebooks.Documents

/// Another front end's own display function (the .NET Interactive kernel), found by name so that nothing here depends on
/// that archived package. Used when a notebook that loads the harness is open in Jupyter or an editor.
[<RequireQualifiedAccess>]
module internal ForeignFrontEnd =

    /// The kernel's type, when this process is one.
    let tryFind () : Type option =
        AppDomain.CurrentDomain.GetAssemblies()
        |> Seq.tryFind (fun assembly -> assembly.GetName().Name = "Microsoft.DotNet.Interactive")
        |> Option.bind (fun assembly -> Option.ofObj (assembly.GetType "Microsoft.DotNet.Interactive.Kernel"))

    let private invoke (kernel: Type) (method: string) (arguments: objnull array) : objnull =
        match kernel.GetMethod(method, BindingFlags.Public ||| BindingFlags.Static) with
        | null -> null
        | found -> found.Invoke(null, arguments)

    // Kernel.HTML and Kernel.display(value, mimeTypes) are the kernel's public statics.
    let show (kernel: Type) (bundle: MimeBundle) : unit =
        match bundle.Representations.TryFind "image/png", bundle.Representations.TryFind "text/html" with
        // The interactive figure that follows a picture is enough where scripts run.
        | Some _, None -> ()
        | _, Some html -> invoke kernel "display" [| invoke kernel "HTML" [| html |]; [| "text/html" |] |] |> ignore
        | _, None -> invoke kernel "display" [| bundle.ToString(); [| "text/plain" |] |] |> ignore
