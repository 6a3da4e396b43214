namespace Harness.Notebooks.Display

open System
open FSharp.Reflection
open Microsoft.DotNet.Interactive.Formatting
open TorchSharp
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

    // F#'s own types read best as F# writes them.
    let private isFSharp (value: obj) =
        let kind = value.GetType()
        FSharpType.IsUnion kind || FSharpType.IsRecord kind

    let toBundle (value: obj) : MimeBundle =
        match value with
        // Their properties are many, and some throw.
        | :? torch.Tensor as tensor -> MimeBundle.plain (tensor.npstr ())
        | :? torch.nn.Module as found -> MimeBundle.plain (found.GetName())
        | _ when isScalar value -> MimeBundle.plain (Formatter.ToDisplayString(value, PlainTextFormatter.MimeType))
        | _ ->
            let text = if isFSharp value then sprintf "%A" value else Formatter.ToDisplayString(value, PlainTextFormatter.MimeType)
            MimeBundle.html (Formatter.ToDisplayString(value, HtmlFormatter.MimeType)) text
