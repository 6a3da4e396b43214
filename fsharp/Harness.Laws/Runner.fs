/// Checks laws. The same call serves a script, a notebook, a test and the command line; nothing is printed here.
namespace Harness.Laws

open System
open System.Collections.Generic
open System.Diagnostics
open System.Threading.Tasks
open FsCheck

/// Outcome of one law, ready to be listed.
type LawResult =
    { Id: string
      Statement: string
      Source: string
      /// Cases that were checked (up to the failing one).
      Cases: int
      /// passed, failed or exhausted (too many cases did not meet the law's condition).
      Outcome: string
      /// Share of the cases by kind, e.g. "71% bound reached, 29% below".
      Distribution: string
      /// The shrunk counter-example and what was seen on it; empty unless failed.
      Counterexample: string
      /// The command that repeats exactly this.
      Replay: string
      Seconds: float }

    member this.Passed = this.Outcome = "passed"

type RunOptions =
    { Cases: int
      Seed: int
      /// Part of an id or statement; empty for every law.
      Filter: string
      /// Laws checked at the same time.
      Workers: int }

    static member Default = { Cases = 100; Seed = 1; Filter = ""; Workers = 1 }

module Runner =
    type private Collector() =
        member val Result: TestResult option = None with get, set

        interface IRunner with
            member _.OnStartFixture _ = ()
            member _.OnArguments(_, _, _) = ()
            member _.OnShrink(_, _) = ()
            member this.OnFinished(_, result) = this.Result <- Some result

    /// FNV-1a over id and seed: each law has its own stream, whatever else is checked in the same call.
    let private stream seed (id: string) =
        let fold (h: uint64) (c: char) = (h ^^^ uint64 c) * 0x100000001B3UL
        Seq.fold fold (0xCBF29CE484222325UL ^^^ uint64 seed) id

    let private distribution (data: TestData) =
        data.Stamps |> Seq.map (fun (percent, tags) -> string percent + "% " + String.concat ", " tags) |> String.concat "; "

    let private describe (labels: Set<string>) (arguments: obj list) (outcome: Outcome) =
        let case = arguments |> List.map string |> String.concat " "
        let thrown = match outcome with Outcome.Failed e -> $" ({e.GetType().Name}: {e.Message})" | _ -> ""
        $"""{case}: {String.concat "; " labels}{thrown}"""

    /// Checks one law.
    let check (options: RunOptions) (law: Law) =
        let cases = max 1 (options.Cases / law.Cost)
        let collector = Collector()
        let config =
            Config.Quick
                .WithMaxTest(cases)
                .WithReplay(Some { Rnd = Rnd(stream options.Seed law.Id); Size = None })
                .WithRunner(collector)
        let clock = Stopwatch.StartNew()
        Check.One(law.Id, config, law.Property())
        let outcome, data, counterexample =
            match collector.Result with
            | Some(TestResult.Passed(data, _)) -> "passed", data, ""
            | Some(TestResult.Exhausted data) -> "exhausted", data, ""
            | Some(TestResult.Failed(data, _, shrunk, outcome, _, _, _)) -> "failed", data, describe data.Labels shrunk outcome
            | None -> invalidOp $"{law.Id} ended without a result"
        { Id = law.Id
          Statement = law.Statement
          Source = law.Source
          Cases = data.NumberOfTests
          Outcome = outcome
          Distribution = distribution data
          Counterexample = counterexample
          Replay = $"./harness check --filter {law.Id} --seed {options.Seed} --cases {options.Cases}"
          Seconds = clock.Elapsed.TotalSeconds }

    let matches (filter: string) (law: Law) =
        let has (text: string) = text.Contains(filter, StringComparison.OrdinalIgnoreCase)
        has law.Id || has law.Statement

    /// Checks every law that the filter names, `Workers` at a time; results in the order of the laws.
    /// <param name="finished">Called after each law, from the thread that checked it.</param>
    let run (options: RunOptions) (finished: LawResult -> unit) (laws: seq<Law>) : IReadOnlyList<LawResult> =
        let chosen = laws |> Seq.filter (matches options.Filter) |> Array.ofSeq
        let results = Array.zeroCreate chosen.Length
        let one i =
            results[i] <- check options chosen[i]
            finished results[i]
        Parallel.For(0, chosen.Length, ParallelOptions(MaxDegreeOfParallelism = max 1 options.Workers), one) |> ignore
        results
