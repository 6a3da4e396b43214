namespace Harness.Notebooks.Documents

open System.Text.Json.Nodes

/// A notebook in memory: its cells, and its metadata as found.
type Notebook =
    { Metadata: JsonObject
      Cells: Cell list }

[<RequireQualifiedAccess>]
module Notebook =

    let private json (text: string) : JsonObject =
        match JsonNode.Parse text with
        | :? JsonObject as node -> node
        | _ -> JsonObject()

    /// Metadata of a notebook for the .NET kernel, F# first and C# beside it. Every Jupyter front end reads the
    /// kernelspec; .NET front ends also read the list of languages.
    let fsharpMetadata () : JsonObject =
        json """{
          "kernelspec": { "display_name": ".NET (F#)", "language": "F#", "name": ".net-fsharp" },
          "language_info": { "name": "F#", "file_extension": ".fs", "mimetype": "text/x-fsharp", "pygments_lexer": "fsharp" },
          "polyglot_notebook": { "kernelInfo": { "defaultKernelName": "fsharp", "items": [
            { "aliases": [], "name": "fsharp" }, { "aliases": [], "name": "csharp" } ] } } }"""

    let create (cells: Cell list) : Notebook =
        { Metadata = fsharpMetadata (); Cells = cells }
