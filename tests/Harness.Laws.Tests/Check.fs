/// How the tests ask for laws: all of a catalogue must pass; with a planted defect the named one must fail.
module Harness.Laws.Tests.Check

open Xunit
open Harness.Laws

let private options cases = { RunOptions.Default with Cases = cases }

/// Every law holds on so many cases.
let allPass cases laws =
    for r in Runner.run (options cases) (fun _ -> ()) laws do
        Assert.True(r.Passed, $"{r.Id} {r.Outcome} after {r.Cases} cases: {r.Counterexample}\n{r.Replay}")

/// The law of that id, checked.
let one cases id laws = laws |> List.find (fun (l: Law) -> l.Id = id) |> Runner.check (options cases)

/// The law of that id notices the defect that `laws` was built with; gives its result.
let fails id laws =
    let r = one 300 id laws
    Assert.Equal("failed", r.Outcome)
    r

/// Every law of a catalogue notices one of the defects at least: `laws` builds the catalogue on an implementation.
let everyLawCatches cases (laws: 'implementation -> Law list) (defects: (string * 'implementation) list) =
    let catching =
        [ for name, defect in defects do
              for r in Runner.run (options cases) (fun _ -> ()) (laws defect) do
                  if not r.Passed then
                      r.Id, name ]
    let caught = catching |> List.map fst |> Set.ofList
    let ids = laws (snd defects.Head) |> List.map _.Id
    let blind = ids |> List.filter (fun id -> not (caught.Contains id))
    Assert.True(blind.IsEmpty, $"""no planted defect is noticed by {String.concat ", " blind}""")
    let harmless = defects |> List.map fst |> List.except (List.map snd catching)
    Assert.True(harmless.IsEmpty, $"""no law notices {String.concat ", " harmless}""")
