namespace Harness.Notebooks.Display

open Plotly.NET
open Harness.Notebooks.Documents

/// A value as a front end shows it.
[<RequireQualifiedAccess>]
module Rendering =

    /// The bundles that stand for a value, shown one after the other: most values have one, a chart has a picture and an
    /// interactive form. Null is `<null>`; texts are shown as they are.
    let toBundles (value: objnull) : MimeBundle list =
        match value with
        | null -> [ MimeBundle.plain "<null>" ]
        | :? MimeBundle as bundle -> [ bundle ]
        | :? string as text -> [ MimeBundle.plain text ]
        | :? GenericChart as chart -> ChartDrawing.toBundles chart
        | found -> PaperDrawing.tryToBundles found |> Option.defaultWith (fun () -> [ Formatting.toBundle found ])

    /// The value in plain text, for a terminal. Draws no pictures.
    let toText (value: objnull) : string =
        match value with
        | :? GenericChart as chart -> ChartDrawing.toText chart
        | null -> "<null>"
        | found ->
            PaperDrawing.tryToText found
            |> Option.defaultWith (fun () -> toBundles found |> List.map string |> String.concat "\n")
