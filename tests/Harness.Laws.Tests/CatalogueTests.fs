module Harness.Laws.Tests.CatalogueTests

open Xunit
open Harness.Laws

[<Fact>]
let ``every law of the catalogue holds on the harness's own implementations`` () =
    Check.allPass 40 Laws.all

[<Fact>]
let ``ids are unique, statements and sources are given`` () =
    Assert.Equal(Laws.all.Length, Laws.all |> List.distinctBy (fun l -> l.Id) |> List.length)
    for law in Laws.all do
        Assert.Matches("^[a-z]+\\.[a-z0-9-]+$", law.Id)
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
let ``a bank that keeps its first expert instead of averaging is noticed`` () =
    let first (bank: Harness.Adapters.Phm.PhmBank) = Methods.MixPhm.values (bank.Experts[0].Factors)
    let r = Check.fails "mixphm.merges-factors" (Methods.MixPhm.lawsWith first)
    Assert.Contains("experts=2 spread=1", r.Counterexample)
