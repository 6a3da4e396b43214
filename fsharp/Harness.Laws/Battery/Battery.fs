/// The laws that every method answers to, for the papers' methods and for a method of one's own.
///
///     // an adapter in a few lines: the module, and how many numbers it trains
///     let mine = Subject.ofModule "mine" Promises.Adapter (fun site generator at -> new MyAdapter(site, generator, at)) (fun site -> …)
///     Battery.check RunOptions.Default mine          // a list of LawResult; a failure holds a shrunk counter-example
///
///     // a class derived from PeftMethod, in C# or F#
///     Subject.ofMethod { Promises.Adapter with IdentityAtStart = true } (fun () -> MyMethod()) |> Battery.laws |> Laws.check options
///
/// Each law builds a tiny model of one of the subject's families, whichever the method fits, with sizes drawn by FsCheck: models of unlike shapes
/// made of TorchSharp's own layers, unless `Families` names others.
module Harness.Laws.Battery.Battery

open Harness.Laws

/// In the order in which they are listed.
let laws (subject: Subject) : Law list =
    List.collect (fun part -> part subject) [ Sizes.laws; Start.laws; MergingLaws.laws; Learning.laws; Saving.laws ]

/// Checks all of them. Note that each runs one case for every 25 of `options.Cases`.
let check (options: RunOptions) (subject: Subject) : LawResult list = laws subject |> Runner.run options ignore |> List.ofSeq

/// The same for callers in C#.
[<AbstractClass; Sealed>]
type MethodLaws =
    /// Checks every law of the battery on a method; its `Promises` name the optional ones that it answers to.
    /// <param name="cases">Cases a law; each law runs one for every 25.</param>
    /// <param name="make">Gives the method.</param>
    static member Check
        (cases: int, make: System.Func<Harness.Adapters.PeftMethod>)
        : System.Collections.Generic.IReadOnlyList<LawResult> =
        Subject.ofMethod (Promises.Of (make.Invoke()).Promises) make.Invoke |> check { RunOptions.Default with Cases = cases }
        :> _
