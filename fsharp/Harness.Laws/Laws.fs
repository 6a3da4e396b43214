/// The catalogue: every law, on the implementations of the harness.
/// In a script or notebook: `Laws.check "kronecker"`; the command line's `check` uses `LawBook`.
namespace Harness.Laws

open System
open System.Collections.Generic
open Harness.Laws.Phm

module Laws =
    /// In the order in which they are listed.
    let all: Law list =
        List.concat
            [ Kronecker.Algebra.laws Adapters.kron
              Kronecker.Ranks.laws Adapters.kron
              Phm.Laws.laws Adapters.layer
              Adapters.laws
              Methods.MixPhm.laws
              Methods.Lora.laws
              Methods.Redundancy.laws
              Methods.Counts.laws
              Methods.Training.laws
              Decoding.Writing.laws ]

    /// Checks the laws whose id or statement contains the text, 100 cases each.
    let check filter = Runner.run { RunOptions.Default with Filter = filter } ignore all

/// The same for callers in C#.
[<AbstractClass; Sealed>]
type LawBook =
    /// Every law: (id, statement, source).
    static member All: IReadOnlyList<Law> = Laws.all

    /// Checks the laws that the filter names; results in catalogue order.
    /// <param name="cases">Cases a law; costly laws run fewer.</param>
    /// <param name="seed">Same seed, same cases.</param>
    /// <param name="filter">Part of an id or statement; empty for all.</param>
    /// <param name="workers">Laws checked side by side.</param>
    /// <param name="finished">Called after each law, from any thread.</param>
    static member Check(cases: int, seed: int, filter: string, workers: int, finished: Action<LawResult>) : IReadOnlyList<LawResult> =
        Runner.run { Cases = cases; Seed = seed; Filter = filter; Workers = workers } finished.Invoke Laws.all
