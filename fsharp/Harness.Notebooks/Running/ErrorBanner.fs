namespace Harness.Notebooks.Running

open System.Net
open Microsoft.DotNet.Interactive.Documents
open Harness.Notebooks.Documents

/// A cell at the top of a notebook whose run did not end well, so that nobody takes partial outputs for results.
[<RequireQualifiedAccess>]
module ErrorBanner =

    [<Literal>]
    let Tag = "error-banner"

    let remove (notebook: InteractiveDocument) : unit = Cells.removeTagged Tag notebook

    /// Puts the banner before everything else; `what` is one line of plain text.
    let add (what: string) (notebook: InteractiveDocument) : unit =
        let shown = WebUtility.HtmlEncode what
        let source =
            $"<div style=\"color: #b00020; border: 1px solid #b00020; padding: 0.5em\"><b>This run did not end well.</b> {shown}</div>"
        remove notebook
        notebook.Elements.Insert(0, Cells.markdown Tag source [ Tag ])
