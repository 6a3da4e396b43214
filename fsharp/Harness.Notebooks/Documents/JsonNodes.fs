namespace Harness.Notebooks.Documents

open System.Text.Json
open System.Text.Json.Nodes

/// Making and reading JSON leaves without the nulls that the library's signatures bring.
[<RequireQualifiedAccess>]
module internal JsonNodes =

    let text (value: string) : JsonNode = nonNull (JsonValue.Create value)

    let object (members: (string * JsonNode) seq) : JsonObject =
        let target = JsonObject()
        for key, value in members do
            target.Add(key, value)
        target

    let list (items: JsonNode seq) : JsonArray =
        let target = JsonArray()
        for item in items do
            target.Add item
        target

    let tryText (node: JsonNode | null) : string option =
        match node with
        | :? JsonValue as value when value.GetValueKind() = JsonValueKind.String -> Some(value.GetValue<string>())
        | _ -> None

    let tryInt (node: JsonNode | null) : int option =
        match node with
        | :? JsonValue as value when value.GetValueKind() = JsonValueKind.Number ->
            try
                Some(value.GetValue<int>())
            with
            | :? System.FormatException
            | :? System.InvalidOperationException -> None
        | _ -> None

    let tryObject (node: JsonNode | null) : JsonObject option =
        match node with
        | :? JsonObject as found -> Some found
        | _ -> None

    let tryList (node: JsonNode | null) : (JsonNode | null) list option =
        match node with
        | :? JsonArray as found -> Some(List.ofSeq found)
        | _ -> None
