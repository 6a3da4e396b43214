module Harness.Paper.Tests.ClaimsTests

open Xunit
open Harness.Data.Files
open Harness.Laws
open Harness.Paper.Claims
open Harness.Paper.Results
open Harness.Paper.Tests

let private claim scope predicate tolerance =
    { Id = "c"
      Sentence = "s"
      Item = "i"
      Kind = "ordering"
      Scope = scope
      Predicate = predicate
      Experiment = "main"
      Dataset = ""
      Tolerance = tolerance
      Why = "w"
      Analysis = "" }

let private law outcome : LawResult =
    { Id = "phm.x"
      Statement = "s"
      Source = "p"
      Cases = 7
      Outcome = outcome
      Distribution = ""
      Counts = []
      Counterexample = "n=1"
      Replay = "r"
      Seconds = 0.0 }

let private inputs results : Evaluate.Inputs =
    { Count =
        fun backbone method ->
            if backbone = "b" && method = "m" then Some 100L
            elif method = "n" then Some 400L
            else None
      Law =
        fun id ->
            match id with
            | "good" -> Some(law "passed")
            | "bad" -> Some(law "failed")
            | _ -> None
      Results = results }

let private judge results scope predicate tolerance =
    Evaluate.all (inputs results) [ claim scope predicate tolerance ] |> List.exactlyOne
let private verdict results scope predicate tolerance = (judge results scope predicate tolerance).Verdict

[<Fact>]
let ``a count is reproduced, close, missed or unknown`` () =
    let v equals tolerance = verdict [] Structural (Count("b", "m", equals)) tolerance
    Assert.Equal(Reproduced, v 100L 0.0)
    Assert.Equal(NotReproduced, v 101L 0.0)
    Assert.Equal(Close, v 101L 0.02)
    Assert.Equal(NotAttempted, verdict [] Structural (Count("b", "other", 1L)) 0.0)

[<Fact>]
let ``a ratio has a range`` () =
    let v least most = verdict [] Structural (CountRatio("b", "n", "m", least, most)) 0.1
    Assert.Equal(Reproduced, v 3.5 4.5)
    Assert.Equal(Close, v 4.1 4.5)
    Assert.Equal(NotReproduced, v 5.0 6.0)

[<Fact>]
let ``laws must all pass, and exist`` () =
    Assert.Equal(Reproduced, verdict [] Structural (Laws [ "good" ]) 0.0)
    let failed = judge [] Structural (Laws [ "good"; "bad" ]) 0.0
    Assert.Equal(NotReproduced, failed.Verdict)
    Assert.Contains("n=1", failed.Evidence)
    Assert.Equal(NotAttempted, verdict [] Structural (Laws [ "good"; "unwritten" ]) 0.0)

let private beats = Beats("mixphm", [ "full" ], [])

[<Fact>]
let ``an ordering needs the statistics to be reproduced`` () =
    Assert.Equal(Reproduced, verdict [ Samples.set 6 1.0 ] Proxy beats 0.5)
    let few = judge [ Samples.set 2 1.0 ] Proxy beats 0.5
    Assert.Equal(OrderingOnly, few.Verdict)
    Assert.Contains("smallest reachable 0.5", few.Evidence)
    Assert.Contains("proxy scale", few.Evidence)

[<Fact>]
let ``a claim about an ablation is decided by the runs of that experiment alone`` () =
    let set = Samples.set 6 1.0
    let moved = { set with Rows = set.Rows |> List.map (fun r -> { r with Experiment = "other" }) }
    let judge experiment =
        Evaluate.all (inputs [ moved ]) [ { claim Proxy beats 0.5 with Experiment = experiment } ] |> List.exactlyOne
    Assert.Equal(Reproduced, (judge "other").Verdict)
    Assert.Equal(NotAttempted, (judge "main").Verdict)

[<Fact>]
let ``a lost ordering is close within the tolerance and else not reproduced`` () =
    Assert.Equal(Close, verdict [ Samples.set 6 -0.4 ] Proxy beats 0.5)
    Assert.Equal(NotReproduced, verdict [ Samples.set 6 -0.6 ] Proxy beats 0.5)

[<Fact>]
let ``a full-scale claim is not attempted on small results`` () =
    Assert.Equal(NotAttempted, verdict [ Samples.set 6 1.0 ] Full beats 0.5)
    Assert.Equal(NotAttempted, verdict [] Proxy beats 0.5)

[<Fact>]
let ``a remembered value decides nothing, a verified one does`` () =
    let full = { Samples.set 2 1.0 with Scale = "full" }
    let v mark mean = verdict [ full ] Full (Value("stamp-scenes", "mixphm", 64, mean, mark)) 0.5
    Assert.Equal(NotComparable, v "unverified" 49.25)
    Assert.Equal(Reproduced, v "seen" 49.5)
    Assert.Equal(Close, v "seen" 50.0)
    Assert.Equal(NotReproduced, v "seen" 55.0)

[<Fact>]
let ``the other score predicates`` () =
    let six = [ Samples.set 6 1.0 ]
    Assert.Equal(NotReproduced, verdict six Proxy (NoneConsistentlyAbove([ "mixphm" ], "full")) 0.0)
    Assert.Equal(Reproduced, verdict [ Samples.set 6 -1.0 ] Proxy (NoneConsistentlyAbove([ "mixphm"; "absent" ], "full")) 0.0)
    Assert.Equal(OrderingOnly, verdict [ Samples.set 6 -1.0 ] Proxy (Below([ "mixphm" ], "full", 64)) 0.0)
    Assert.Equal(Reproduced, verdict six Proxy (Grows [ "full"; "mixphm" ]) 0.0)
    Assert.Equal(NotReproduced, verdict six Proxy (SpreadShrinks [ "full" ]) 0.0)
    Assert.Equal(Reproduced, verdict six Proxy (AboveBaselines([ "full"; "mixphm" ], [ "blind"; "majority" ])) 0.0)
    Assert.Equal(NotReproduced, verdict six Proxy (AboveBaselines([ "blind" ], [ "full" ])) 0.0)

[<Fact>]
let ``only cells that both methods have are compared`` () =
    let set = Samples.set 6 1.0
    let without method nd = { set with Rows = set.Rows |> List.filter (fun r -> r.Method <> method || r.ND <> nd) }
    let decide (s: ResultSet) = verdict [ { s with Scale = "proxy" } ] Proxy (NoneConsistentlyAbove([ "mixphm" ], "full")) 0.0
    Assert.Equal(NotReproduced, decide (without "mixphm" 16))
    Assert.Equal(
        Reproduced,
        decide
            { set with
                Rows = (without "mixphm" 16).Rows |> List.filter (fun r -> r.Method <> "full" || r.ND <> 64) }
    )

[<Fact>]
let ``a wrong file is refused with the claim's number`` () =
    let refused text = Assert.Throws<UserErrorException>(fun () -> ClaimFile.parse "claims.json" text |> ignore).Message
    Assert.Contains("not valid JSON", refused "[")
    Assert.Contains("claim 1: a field is missing", refused """[{"id":"x"}]""")
    Assert.Contains("claim 1: kind 'other' is unknown", refused """[{"id":"x","kind":"other"}]""")

[<Fact>]
let ``a gain on all measures needs one method that is ahead by each`` () =
    let set seeds gqa =
        let scored = Samples.set seeds 1.0
        { scored with
            Measures =
                Map
                    [ for r in scored.Rows do
                          if r.Method = "full" then
                              r.Key, [ "vqa", 40.0; "gqa", 30.0 ]
                          elif r.Method = "mixphm" then
                              r.Key, [ "vqa", 41.0; "gqa", gqa ] ] }
    let judged seeds gqa = judge [ set seeds gqa ] Proxy (GainOnAll([ "vqa"; "gqa" ], [ "mixphm"; "unrun" ], "full")) 0.0
    Assert.Equal(Reproduced, (judged 6 31.0).Verdict)
    Assert.Equal(OrderingOnly, (judged 1 31.0).Verdict)
    let lost = judged 6 29.5
    Assert.Equal(NotReproduced, lost.Verdict)
    Assert.Contains("ahead by 1 of 2 (vqa +1.00, gqa −0.50)", lost.Evidence)
    Assert.Equal(NotAttempted, (judge [ set 6 31.0 ] Proxy (GainOnAll([ "nlvr" ], [ "mixphm" ], "full")) 0.0).Verdict)
