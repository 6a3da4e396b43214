/// Checks laws, several at a time. The same call serves a script, a notebook, a test and the command line; nothing is printed here.
///
/// Cases come in batches of `Runner.batch`, each with a random stream of its own that follows from (seed, law, batch). Batches of one
/// law or of many are shared out among the workers, so that one law alone keeps all of them busy, and the same seed gives the same
/// cases and the same counter-example however many workers there are.
namespace Harness.Laws

open System
open System.Collections.Generic
open System.Diagnostics
open System.Threading
open System.Threading.Tasks
open FsCheck

/// Outcome of one law, ready to be listed.
type LawResult =
    {
        Id: string
        Statement: string
        Source: string
        /// Cases that were checked (up to the failing one).
        Cases: int
        /// passed, failed or exhausted (too many cases did not meet the law's condition).
        Outcome: string
        /// Share of the cases by kind, e.g. "29% below; 71% reached".
        Distribution: string
        /// The same as numbers of cases, smallest first.
        Counts: (string * int) list
        /// The shrunk counter-example and what was seen on it; empty unless failed.
        Counterexample: string
        /// The command that repeats exactly this.
        Replay: string
        /// Time that the workers spent on this law, added up.
        Seconds: float
    }

    member this.Passed = this.Outcome = "passed"

type RunOptions =
    {
        Cases: int
        Seed: int
        /// Part of an id or statement; empty for every law.
        Filter: string
        /// Batches checked at the same time.
        Workers: int
    }

    static member Default = { Cases = 100; Seed = 1; Filter = ""; Workers = 1 }

module Runner =
    /// Cases in a batch.
    let batch = 250

    type private Collector() =
        member val Result: TestResult option = None with get, set

        interface IRunner with
            member _.OnStartFixture _ = ()
            member _.OnArguments(_, _, _) = ()
            member _.OnShrink(_, _) = ()
            member this.OnFinished(_, result) = this.Result <- Some result

    /// What one batch showed.
    type private Part = { Checked: int; Ended: string; Found: string; Tally: Dictionary<string, int>; Elapsed: float }

    /// FNV-1a over id and seed: each law has its own stream, whatever else is checked in the same call.
    let private stream seed (id: string) =
        let fold (h: uint64) (c: char) = (h ^^^ uint64 c) * 0x100000001B3UL
        Seq.fold fold (0xCBF29CE484222325UL ^^^ uint64 seed) id

    let private describe (labels: Set<string>) (arguments: obj list) (outcome: Outcome) =
        let case = arguments |> List.map string |> String.concat " "
        // A property that is merely false fails with an exception of FsCheck's own, which says no more.
        let thrown =
            match outcome with
            | Outcome.Failed e when not (e.Message.StartsWith "Expected true") ->
                $" ({e.GetType().Name}: {Harness.Data.Files.ErrorText.Of e})"
            | _ -> ""
        let seen = labels |> Set.filter (fun l -> l <> "") |> String.concat "; "
        $"{case}: {seen}{thrown}"

    let private checkPart seed (law: Law) index cases =
        let tally = Dictionary<string, int>()
        // After a failure the same property runs on smaller cases, which do not count.
        let counting = ref true
        let observe (finding: Finding) =
            counting.Value <- counting.Value && finding.Holds
            if counting.Value && not finding.Tags.IsEmpty then
                let kind = Law.kind finding
                tally[kind] <-
                    1
                    + match tally.TryGetValue kind with
                      | true, count -> count
                      | _ -> 0
        let collector = Collector()
        let config =
            Config.Quick
                .WithMaxTest(cases)
                .WithReplay(Some { Rnd = Rnd(stream seed law.Id + uint64 index * 0x9E3779B97F4A7C15UL); Size = None })
                .WithRunner(collector)
        let clock = Stopwatch.StartNew()
        Check.One(law.Id, config, law.Property observe)
        let ended, data, found =
            match collector.Result with
            | Some(TestResult.Passed(data, _)) -> "passed", data, ""
            | Some(TestResult.Exhausted data) -> "exhausted", data, ""
            | Some(TestResult.Failed(data, _, shrunk, outcome, _, _, _)) -> "failed", data, describe data.Labels shrunk outcome
            | None -> invalidOp $"{law.Id} ended without a result"
        { Checked = data.NumberOfTests
          Ended = ended
          Found = found
          Tally = tally
          Elapsed = clock.Elapsed.TotalSeconds }

    /// All batches of a law up to the first that did not pass, as one result.
    let private join (options: RunOptions) (law: Law) (parts: Part list) =
        let last = List.last parts
        let cases = parts |> List.sumBy _.Checked
        let counts =
            parts
            |> Seq.collect (fun p -> p.Tally |> Seq.map (fun pair -> pair.Key, pair.Value))
            |> Seq.groupBy fst
            |> Seq.map (fun (kind, found) -> kind, Seq.sumBy snd found)
            |> Seq.sortBy (fun (kind, count) -> count, kind)
            |> List.ofSeq
        { Id = law.Id
          Statement = law.Statement
          Source = law.Source
          Cases = cases
          Outcome = last.Ended
          Distribution =
            counts |> List.map (fun (kind, count) -> $"{100L * int64 count / int64 cases}%% {kind}") |> String.concat "; "
          Counts = counts
          Counterexample = last.Found
          Replay = $"./harness check --filter {law.Id} --seed {options.Seed} --cases {options.Cases}"
          Seconds = parts |> List.sumBy _.Elapsed }

    let matches (filter: string) (law: Law) =
        let has (text: string) = text.Contains(filter, StringComparison.OrdinalIgnoreCase)
        has law.Id || has law.Statement

    /// One law on its way.
    type private Progress(options: RunOptions, law: Law) =
        let cases = max 1 (options.Cases / law.Cost)
        let parts: Part option[] = Array.create ((cases + batch - 1) / batch) None
        let mutable left = parts.Length
        let mutable stop = parts.Length
        member _.Batches = parts.Length

        /// Checks a batch, unless an earlier one has failed; gives the law's result to whoever ends its last batch.
        member _.Run index =
            if index <= Volatile.Read &stop then
                let part = checkPart options.Seed law index (min batch (cases - index * batch))
                parts[index] <- Some part
                if part.Ended <> "passed" then
                    lock parts (fun () -> stop <- min stop index)
            if Interlocked.Decrement &left = 0 then
                Some(join options law (parts |> Seq.truncate (stop + 1) |> Seq.choose id |> List.ofSeq))
            else
                None

    /// Checks every law that the filter names, `Workers` batches at a time; results in the order of the laws.
    /// <param name="finished">Called after each law, from the thread that checked its last batch.</param>
    let run (options: RunOptions) (finished: LawResult -> unit) (laws: seq<Law>) : IReadOnlyList<LawResult> =
        let chosen = laws |> Seq.filter (matches options.Filter) |> Seq.map (fun law -> Progress(options, law)) |> Array.ofSeq
        let results = Array.zeroCreate chosen.Length
        let starts = chosen |> Array.scan (fun start law -> start + law.Batches) 0
        let next = ref -1
        let locate item =
            let at = Array.BinarySearch(starts, item)
            // Laws have at least one batch each, so that starts differ.
            if at >= 0 then at else ~~~at - 1
        let rec work () =
            let item = Interlocked.Increment next
            if item < Array.last starts then
                let law = locate item
                match chosen[law].Run(item - starts[law]) with
                | Some result ->
                    results[law] <- result
                    finished result
                | None -> ()
                work ()
        // Threads of their own: a dispose scope belongs to a thread, and a pool thread could carry one in.
        if options.Workers <= 1 then
            work ()
        else
            let workers = [| for _ in 1 .. options.Workers -> Task.Factory.StartNew(work, TaskCreationOptions.LongRunning) |]
            (Task.WhenAll workers).GetAwaiter().GetResult()
        results

    /// Checks one law.
    let check (options: RunOptions) (law: Law) = (run { options with Filter = "" } ignore [ law ])[0]
