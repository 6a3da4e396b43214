/// The catalogue: every law, on the implementations of the harness. In a script, a notebook or a test:
///
///     Laws.all |> Laws.forMethod "mixphm" |> Laws.check options
///     Laws.all |> Laws.matching "rank" |> Laws.check { RunOptions.Default with Cases = 1000; Workers = 2 }
///     Laws.catalogues |> List.iter (fun (name, laws) -> printfn $"{name}: {laws.Length}")
///
/// A method of one's own answers to `Battery.laws`. The command line's `check` uses `LawBook`.
namespace Harness.Laws

open System
open System.Collections.Generic
open Harness.Adapters.Routing
open Harness.Laws.Battery
open Harness.Laws.Phm

module Laws =
    /// The subject, tried on the papers' backbones.
    let onBackbones (subject: Subject) = { subject with Families = TinyBackbones.families }

    /// The laws by subject, in the order in which they are listed.
    let catalogues: (string * Law list) list =
        [ "Kronecker products and ranks",
          Kronecker.Algebra.laws Adapters.kron
          @ Kronecker.Ranks.laws Adapters.kron
          @ Kronecker.Inequalities.laws { Kron = Adapters.kron; Add = Matrix.add; Multiply = Matrix.multiply }
          "PHM layers", Phm.Laws.laws Adapters.layer @ Phm.Ranks.laws Adapters.layer @ Adapters.laws
          "routing functions",
          Routing.Laws.laws Routing.Functions.own
          @ Routing.Updates.laws Routing.Updates.own
          @ Routing.Updates.variants SplitKind.SplitAttn RoutingFunction.ElementAdd
          "parameter counts", Counts.Methods.laws Counts.Methods.enumerate @ Counts.Relations.laws Counts.Methods.enumerate
          "modules and losses", Methods.MixPhm.laws @ Methods.AdaMix.laws @ Methods.Lora.laws @ Methods.Redundancy.laws
          "configurations",
          Configurations.Laws.laws Configurations.Laws.own @ Configurations.Laws.refusals Configurations.Laws.ownApply
          "decoding", Decoding.Writing.laws
          "what every method answers to", Registry.all |> List.collect (onBackbones >> Battery.laws) ]

    /// All of them.
    let all: Law list = catalogues |> List.collect snd

    /// The laws that speak of a method, by its name in configurations.
    /// <exception cref="T:System.ArgumentException">No law speaks of it; the message lists the names that some do.</exception>
    let forMethod name (laws: Law list) =
        match laws |> List.filter (fun law -> List.contains name law.Methods) with
        | [] ->
            let known = laws |> List.collect _.Methods |> List.distinct |> String.concat ", "
            invalidArg (nameof name) $"no law speaks of '{name}'; methods: {known}."
        | found -> found

    /// The laws whose id or statement contains the text.
    let matching text (laws: Law list) = laws |> List.filter (Runner.matches text)

    /// Checks laws; results in their order.
    let check (options: RunOptions) (laws: Law list) : LawResult list = Runner.run options ignore laws |> List.ofSeq

/// The same for callers in C#.
[<AbstractClass; Sealed>]
type LawBook =
    /// Every law: (id, statement, source).
    static member All: IReadOnlyList<Law> = Laws.all

    /// Checks the laws that the filter names; results in catalogue order.
    /// <param name="cases">Cases a law; costly laws run fewer.</param>
    /// <param name="seed">Same seed, same cases.</param>
    /// <param name="filter">Part of an id or statement; empty for all.</param>
    /// <param name="workers">Batches of cases checked side by side.</param>
    /// <param name="finished">Called after each law, from any thread.</param>
    /// <param name="own">Name of a method of a loaded assembly, which is put through the battery alone; empty: every law of the harness.</param>
    static member Check
        (cases: int, seed: int, filter: string, workers: int, finished: Action<LawResult>, own: string)
        : IReadOnlyList<LawResult> =
        let laws = if own = "" then Laws.all else Registry.subject own |> Laws.onBackbones |> Battery.laws
        Runner.run { Cases = cases; Seed = seed; Filter = filter; Workers = workers } finished.Invoke laws

    /// The same for the laws of the harness.
    static member Check
        (cases: int, seed: int, filter: string, workers: int, finished: Action<LawResult>)
        : IReadOnlyList<LawResult> =
        LawBook.Check(cases, seed, filter, workers, finished, "")
