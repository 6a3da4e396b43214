namespace Harness.Notebooks.Display

open System
open Microsoft.DotNet.Interactive.Formatting
open Harness.Notebooks.Documents

/// Values of any type, through the formatters of Microsoft.DotNet.Interactive.Formatting: what a cell registers with
/// `Formatter.Register` is honoured here as in that project's own front ends.
[<RequireQualifiedAccess>]
module Formatting =

    // A number or a date gains nothing from a table around it.
    let private isScalar (value: obj) =
        match value with
        | :? IConvertible | :? Guid | :? TimeSpan | :? DateTimeOffset | :? Uri -> true
        | _ -> value.GetType().IsEnum

    let toBundle (value: obj) : MimeBundle =
        let text = Formatter.ToDisplayString(value, PlainTextFormatter.MimeType)
        if isScalar value then MimeBundle.plain text
        else MimeBundle.html (Formatter.ToDisplayString(value, HtmlFormatter.MimeType)) text
