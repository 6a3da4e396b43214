namespace Harness.Notebooks.Display

open FSharp.Reflection
open Microsoft.DotNet.Interactive.Formatting
open Plotly.NET
open Harness.Paper.Figures

/// A value as `show` and a cell's last expression display it.
[<RequireQualifiedAccess>]
module Rendering =

    let private hasFormatter (value: obj) =
        Formatter.RegisteredFormatters false
        |> Seq.exists (fun known -> known.Type <> typeof<obj> && known.Type.IsInstanceOfType value)

    // F#'s own types read best as F# writes them; the tree that the formatter makes of a list weighs as much as a picture.
    let private isFSharp (value: obj) =
        let kind = value.GetType()
        (FSharpType.IsUnion kind || FSharpType.IsRecord kind || FSharpType.IsTuple kind) && not (hasFormatter value)

    let private figure (figure: Figure) =
        ChartDrawing.toDisplays (figure.Draw())
        @ [ [ FormattedValue("text/markdown", $"*{figure.Caption}*"); FormattedValue("text/plain", figure.Caption) ] ]

    /// The displays that stand for a value, one after the other: most values have one, a chart has a picture and an
    /// interactive form, each in the types that a front end may choose from.
    let toDisplays (value: objnull) : FormattedValue list list =
        Formatters.register ()
        match value with
        | :? GenericChart as chart -> ChartDrawing.toDisplays chart
        | :? Figure as found -> figure found
        | :? seq<Figure> as found -> found |> Seq.collect figure |> List.ofSeq
        | :? FormattedValue as found -> [ [ found ] ]
        | :? seq<FormattedValue> as found -> [ List.ofSeq found ]
        | null -> [ [ FormattedValue("text/plain", Formatter.NullString) ] ]
        | found when isFSharp found -> [ [ FormattedValue("text/plain", sprintf "%A" found) ] ]
        | found -> [ List.ofSeq (FormattedValue.CreateManyFromObject found) ]

    /// The value in plain text, for a terminal. Draws no pictures.
    let toText (value: objnull) : string =
        Formatters.register ()
        match value with
        | null -> Formatter.NullString
        | found when isFSharp found -> sprintf "%A" found
        | found -> found.ToDisplayString PlainTextFormatter.MimeType
