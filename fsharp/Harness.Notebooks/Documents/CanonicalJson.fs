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
            for item in source do
                target.Add(sorted item)
            target
        | leaf -> leaf.DeepClone()

    /// The canonical text of a node.
    let write (node: JsonNode) : string =
        let options =
            JsonWriterOptions(
                Indented = true,
                IndentSize = 1,
                NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            )
        let buffer = ArrayBufferWriter<byte>()
        do
            use writer = new Utf8JsonWriter(buffer, options)
            match sorted node with
            | null -> ()
            | canonical -> canonical.WriteTo writer
        Encoding.UTF8.GetString buffer.WrittenSpan + "\n"
