module Harness.Laws.Tests.RunnerTests

open Xunit
open Harness.Laws

let private knobs = [ Case.knob "m" 1 9 ]
let private law id check = Law.over id $"statement of {id}" "none" knobs check

[<Fact>]
let ``a passing law reports its cases and their distribution`` () =
    let r = Runner.check { RunOptions.Default with Cases = 50 } (law "t.pass" (fun c -> Finding.holds true "" |> Finding.either (c?m > 4) "large" "small"))
    Assert.Equal(("passed", 50), (r.Outcome, r.Cases))
    Assert.Contains("large", r.Distribution)
    Assert.Contains("%", r.Distribution)

[<Fact>]
let ``a failing law shrinks to the smallest case and says how to repeat it`` () =
    let r = Runner.check RunOptions.Default (law "t.fail" (fun c -> Finding.holds (c?m < 4) $"m was {c?m}"))
    Assert.Equal("failed", r.Outcome)
    Assert.StartsWith("m=4 spread=1 seed=0", r.Counterexample)
    Assert.Contains("m was 4", r.Counterexample)
    Assert.Equal("./harness check --filter t.fail --seed 1 --cases 100", r.Replay)

[<Fact>]
let ``an exception is a failure with its message`` () =
    let r = Runner.check RunOptions.Default (law "t.throw" (fun _ -> failwith "no such thing"))
    Assert.Equal("failed", r.Outcome)
    Assert.Contains("no such thing", r.Counterexample)

[<Fact>]
let ``same seed, same cases; another seed, others`` () =
    let seen = System.Collections.Generic.List<string>()
    let watched = law "t.seed" (fun c -> seen.Add(string c); Finding.holds true "")
    let cases seed =
        seen.Clear()
        Runner.check { RunOptions.Default with Seed = seed; Cases = 20 } watched |> ignore
        List.ofSeq seen
    Assert.Equal<string list>(cases 5, cases 5)
    Assert.NotEqual<string list>(cases 5, cases 6)

[<Fact>]
let ``a filter chooses by id and by statement, a costly law runs fewer cases, order is kept`` () =
    let laws = [ law "t.a" (fun _ -> Finding.holds true ""); law "t.b" (fun _ -> Finding.holds true "") |> Law.costing 20 ]
    let run filter = Runner.run { RunOptions.Default with Filter = filter; Workers = 2 } (fun _ -> ()) laws |> Seq.map (fun r -> r.Id, r.Cases) |> List.ofSeq
    Assert.Equal<(string * int) list>([ "t.a", 100; "t.b", 5 ], run "")
    Assert.Equal<(string * int) list>([ "t.b", 5 ], run "STATEMENT OF T.B")
