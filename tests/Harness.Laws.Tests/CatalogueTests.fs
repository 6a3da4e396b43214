module Harness.Laws.Tests.CatalogueTests

open Xunit
open Harness.Laws

[<Fact>]
let ``every law of the catalogue holds on the harness's own implementations`` () = Check.allPass 40 Laws.all

[<Fact>]
let ``ids are unique, statements and sources are given`` () =
    Assert.Equal(Laws.all.Length, Laws.all |> List.distinctBy (fun l -> l.Id) |> List.length)
    for law in Laws.all do
        Assert.Matches("^[a-z_]+\\.[a-z0-9_-]+$", law.Id)
        Assert.NotEmpty law.Statement
        Assert.NotEmpty law.Source

[<Fact>]
let ``the distribution says how often the merged expert differs from the mean of the weights`` () =
    let r = Check.one 100 "mixphm.merges-factors" Laws.all
    Assert.Contains("differs from the mean of the weights", r.Distribution)

[<Fact>]
let ``the C# face checks the same laws`` () =
    let results = LawBook.Check(5, 3, "kronecker.identity", 1, fun _ -> ())
    let r = Assert.Single results
    Assert.Equal(("kronecker.identity", 5, "passed"), (r.Id, r.Cases, r.Outcome))

[<Fact>]
let ``laws are chosen by method and by text, and an unknown method is told what there is`` () =
    let mine = Laws.all |> Laws.forMethod "mixphm"
    Assert.All(mine, fun law -> Assert.Contains("mixphm", law.Methods))
    let r = mine |> Laws.matching "merges-factors" |> Laws.check { RunOptions.Default with Cases = 20 } |> Assert.Single
    Assert.Equal(("mixphm.merges-factors", 20, "passed"), (r.Id, r.Cases, r.Outcome))
    let e = Assert.Throws<System.ArgumentException>(fun () -> Laws.all |> Laws.forMethod "mixpmh" |> ignore)
    Assert.Contains("routing_lora", e.Message)

[<Fact>]
let ``the catalogues of the papers hold at least sixty laws`` () =
    let sizes = Laws.catalogues |> List.map (fun (name, laws) -> name, laws.Length) |> Map.ofList
    Assert.True(
        sizes["Kronecker products and ranks"] + sizes["PHM layers"] + sizes["routing functions"] + sizes["parameter counts"]
        >= 60
    )

[<Fact>]
let ``a bank that keeps its first expert shrinks to two experts`` () =
    let first = { Methods.MixPhm.own with Averaged = fun bank -> Methods.MixPhm.values (bank.Experts[0].Factors) }
    let r = Check.fails "mixphm.merges-factors" (Methods.MixPhm.lawsWith first)
    Assert.Contains("experts=2 spread=1", r.Counterexample)
