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

/// Every law of a catalogue notices one of the defects at least, and every defect is noticed by a law: `laws` builds the catalogue on
/// an implementation. A law is not asked again once both it and the defect at hand have been seen to do so.
let everyLawCatches cases (laws: 'implementation -> Law list) (defects: (string * 'implementation) list) =
    let seeing, noticed = System.Collections.Generic.HashSet<string>(), System.Collections.Generic.HashSet<string>()
    for name, defect in defects do
        for law in laws defect do
            if not (seeing.Contains law.Id && noticed.Contains name) && not (Runner.check (options cases) law).Passed then
                seeing.Add law.Id |> ignore
                noticed.Add name |> ignore
    let blind = laws (snd defects.Head) |> List.map _.Id |> List.filter (seeing.Contains >> not)
    Assert.True(blind.IsEmpty, $"""no planted defect is noticed by {String.concat ", " blind}""")
    let harmless = defects |> List.map fst |> List.filter (noticed.Contains >> not)
    Assert.True(harmless.IsEmpty, $"""no law notices {String.concat ", " harmless}""")
