namespace Harness.Notebooks.Documents

open System.Text.Json.Nodes

/// One value in several representations, by MIME type. A front end picks the richest that it can draw, so a bundle
/// should always hold text/plain beside anything else. Binary types (image/png) hold base64.
type MimeBundle =
    { Representations: Map<string, string> }

    override this.ToString() =
        match this.Representations.TryFind "text/plain" with
        | Some text -> text
        | None -> this.Representations |> Map.toSeq |> Seq.map fst |> String.concat ", "

[<RequireQualifiedAccess>]
module MimeBundle =

    let ofSeq (representations: (string * string) seq) : MimeBundle =
        { Representations = Map.ofSeq representations }

    let plain (text: string) : MimeBundle = ofSeq [ "text/plain", text ]

    /// HTML with a plain-text form for terminals and readers that draw no HTML.
    let html (html: string) (text: string) : MimeBundle =
        ofSeq [ "text/html", html; "text/plain", text ]

    /// Markdown; its own source is the plain-text form.
    let markdown (text: string) : MimeBundle =
        ofSeq [ "text/markdown", text; "text/plain", text ]

    // nbformat splits these into lines and leaves the others (base64, JSON) whole.
    let private isText (mime: string) =
        mime.StartsWith("text/", System.StringComparison.Ordinal) || mime = "image/svg+xml" || mime = "application/javascript"

    /// The `data` member of an output.
    let toJson (bundle: MimeBundle) : JsonObject =
        JsonNodes.object
            [ for KeyValue(mime, text) in bundle.Representations do
                mime, (if isText mime then JsonLines.split text :> JsonNode else JsonNodes.text text) ]

    let map (change: string -> string) (bundle: MimeBundle) : MimeBundle =
        { Representations = bundle.Representations |> Map.map (fun mime text -> if isText mime then change text else text) }
