namespace Harness.Notebooks.Documents

open System
open System.Buffers
open System.Text
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes

/// JSON text as Jupyter itself writes notebooks: keys in ordinal order, one space of indentation, nothing escaped that
/// need not be, a newline at the end. The same document therefore always gives the same bytes, and opening and saving
/// it in a Jupyter front end leaves no difference behind.
[<RequireQualifiedAccess>]
module CanonicalJson =

    let rec private sorted (node: JsonNode | null) : JsonNode | null =
        match node with
        | null -> null
        | :? JsonObject as source ->
            let target = JsonObject()
            for pair in source |> Seq.sortWith (fun a b -> String.CompareOrdinal(a.Key, b.Key)) do
                target.Add(pair.Key, sorted pair.Value)
            target
        | :? JsonArray as source ->
            let target = JsonArray()
            for item in source do target.Add(sorted item)
            target
        | leaf -> leaf.DeepClone()

    /// The canonical text of a node.
    let write (node: JsonNode) : string =
        let options =
            JsonWriterOptions(Indented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
        let buffer = ArrayBufferWriter<byte>()
        do
            use writer = new Utf8JsonWriter(buffer, options)
            match sorted node with
            | null -> ()
            | canonical -> canonical.WriteTo writer
        Encoding.UTF8.GetString buffer.WrittenSpan + "\n"

/// Text that nbformat stores as a list of lines, each with its line feed.
[<RequireQualifiedAccess>]
module JsonLines =

    /// Splits after every line feed; the empty text gives the empty list.
    let split (text: string) : JsonArray =
        let lines = JsonArray()
        let mutable start = 0
        while start < text.Length do
            let stop =
                match text.IndexOf('\n', start) with
                | -1 -> text.Length
                | at -> at + 1
            lines.Add(JsonNodes.text (text.Substring(start, stop - start)))
            start <- stop
        lines

    /// Reads either form that nbformat allows: one string, or a list of strings.
    /// Errors: FormatException when the node is neither.
    let join (node: JsonNode | null) : string =
        let text (item: JsonNode | null) =
            match JsonNodes.tryText item with
            | Some found -> found
            | None -> raise (FormatException "expected a string or a list of strings")
        match node with
        | :? JsonArray as lines -> lines |> Seq.map text |> String.concat ""
        | single -> text single
