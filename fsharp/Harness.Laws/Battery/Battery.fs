/// The laws that every method answers to, for the papers' methods and for a method of one's own.
///
///     // an adapter in a few lines: the module, and how many numbers it trains
///     let mine = Subject.ofModule "mine" Promises.Adapter (fun site generator at -> new MyAdapter(site, generator, at)) (fun site -> …)
///     Battery.check RunOptions.Default mine          // a list of LawResult; a failure holds a shrunk counter-example
///
///     // a class derived from PeftMethod, in C# or F#
///     Subject.ofMethod { Promises.Adapter with IdentityAtStart = true } (fun () -> MyMethod()) |> Battery.laws |> Laws.check options
///
/// Each law builds a tiny backbone (VL-T5, GPT-2 or RoBERTa, whichever the method fits) with sizes drawn by FsCheck.
module Harness.Laws.Battery.Battery

open Harness.Laws

/// In the order in which they are listed.
let laws (subject: Subject) : Law list =
    List.collect (fun part -> part subject) [ Sizes.laws; Start.laws; MergingLaws.laws; Learning.laws; Saving.laws ]

/// Checks all of them. Note that each runs one case for every 25 of `options.Cases`.
let check (options: RunOptions) (subject: Subject) : LawResult list = laws subject |> Runner.run options ignore |> List.ofSeq
