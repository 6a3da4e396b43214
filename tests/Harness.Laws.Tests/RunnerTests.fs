module Harness.Laws.Tests.RunnerTests

open Xunit
open Harness.Laws

let private knobs = [ Case.knob "m" 1 9 ]
let private law id check = Law.over id $"statement of {id}" "none" knobs check

[<Fact>]
let ``a passing law reports its cases and their distribution`` () =
    let r =
        Runner.check
            { RunOptions.Default with Cases = 50 }
            (law "t.pass" (fun c -> Finding.holds true "" |> Finding.either (c?m > 4) "large" "small"))
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
    let watched =
        law "t.seed" (fun c ->
            seen.Add(string c)
            Finding.holds true "")
    let cases seed =
        seen.Clear()
        Runner.check { RunOptions.Default with Seed = seed; Cases = 20 } watched |> ignore
        List.ofSeq seen
    Assert.Equal<string list>(cases 5, cases 5)
    Assert.NotEqual<string list>(cases 5, cases 6)

[<Fact>]
let ``a filter chooses by id and by statement, a costly law runs fewer cases, order is kept`` () =
    let laws = [ law "t.a" (fun _ -> Finding.holds true ""); law "t.b" (fun _ -> Finding.holds true "") |> Law.costing 20 ]
    let run filter =
        Runner.run { RunOptions.Default with Filter = filter; Workers = 2 } (fun _ -> ()) laws
        |> Seq.map (fun r -> r.Id, r.Cases)
        |> List.ofSeq
    Assert.Equal<(string * int) list>([ "t.a", 100; "t.b", 5 ], run "")
    Assert.Equal<(string * int) list>([ "t.b", 5 ], run "STATEMENT OF T.B")

[<Fact>]
let ``cases, kinds and counter-example are the same however many workers there are`` () =
    let laws =
        [ law "t.many" (fun c -> Finding.holds true "" |> Finding.either (c?m > 4) "large" "small")
          law "t.rare" (fun c -> Finding.holds (c.Seed % 700 <> 3) "found") ]
    let run workers =
        Runner.run { RunOptions.Default with Cases = 3000; Workers = workers } ignore laws
        |> Seq.map (fun r -> r.Id, r.Cases, r.Outcome, r.Counts, r.Counterexample)
        |> List.ofSeq
    let alone = run 1
    Assert.Equal<_ list>(alone, run 3)
    Assert.Equal<_ list>([ "passed"; "failed" ], alone |> List.map (fun (_, _, outcome, _, _) -> outcome))
    let _, cases, _, counts, _ = alone.Head
    Assert.Equal((3000, 3000), (cases, counts |> List.sumBy snd))

[<Fact>]
let ``the replay line's options find the same counter-example again`` () =
    let rare = law "t.rare" (fun c -> Finding.holds (c.Seed % 400 <> 3) $"seed {c.Seed}")
    let options seed = { RunOptions.Default with Cases = 2000; Seed = seed; Workers = 2 }
    // A failure that lies beyond the first batch.
    let late seed =
        let r = Runner.check (options seed) rare
        if r.Outcome = "failed" && r.Cases > Runner.batch then Some(seed, r) else None
    let seed, first = Seq.initInfinite ((+) 1) |> Seq.pick late
    let again = Runner.check { options seed with Workers = 1 } rare
    Assert.Equal((first.Counterexample, first.Cases), (again.Counterexample, again.Cases))
    Assert.Equal($"./harness check --filter t.rare --seed {seed} --cases 2000", first.Replay)
