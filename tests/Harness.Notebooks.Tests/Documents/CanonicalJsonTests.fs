module Harness.Notebooks.Tests.Documents.CanonicalJsonTests

open System.Text.Json.Nodes
open Xunit
open Harness.Notebooks.Documents

[<Fact>]
let ``keys are ordered, indentation is one space, letters stay readable`` () =
    let node = nonNull (JsonNode.Parse """{ "b": [1, {"z": "é < ∑", "a": []}], "a": {} }""")
    let expected = "{\n \"a\": {},\n \"b\": [\n  1,\n  {\n   \"a\": [],\n   \"z\": \"é < ∑\"\n  }\n ]\n}\n"
    Assert.Equal(expected, CanonicalJson.write node)
