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
