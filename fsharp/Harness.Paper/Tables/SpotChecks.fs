/// Points of the proxy grid that were run again here, each beside its stored seeds.
module Harness.Paper.Tables.SpotChecks

open Harness.Paper.Results
open Harness.Paper.Statistics

/// Probability with which a run of the same distribution as the stored seeds falls into their interval.
let private level = 0.95

type SpotCheck =
    {
        Run: RunRow
        /// Scores of the stored seeds of the same point, in %.
        Stored: float list
        /// Where one more seed belongs.
        Interval: Interval
    }

    /// False too where fewer than two seeds are stored: nothing says that the value is right.
    member c.Agrees = c.Interval.Contains c.Run.Score

let check stored record =
    let run, seeds = FromRuns.besideSeeds stored record
    let scores = seeds |> List.map _.Score
    { Run = run; Stored = scores; Interval = Summary.predictionInterval level (Array.ofList scores) }

let private verdict (c: SpotCheck) =
    if c.Agrees then "agrees"
    elif c.Stored.Length < 2 then "nothing stored to compare with"
    else "does not agree"

let table paper (checks: SpotCheck list) =
    let row (c: SpotCheck) =
        Table.plain
            [ Text c.Run.Dataset
              Text(Methods.title (RunRow.name c.Run))
              Count(int64 c.Run.ND)
              Text(string c.Run.Seed)
              Number(c.Run.Score, 1)
              Number((if c.Stored.IsEmpty then nan else List.average c.Stored), 1)
              Text $"{Cell.plain 0 (Number(c.Interval.Low, 1))} to {Cell.plain 0 (Number(c.Interval.High, 1))}"
              Count(int64 c.Stored.Length)
              Text(verdict c) ]
    { Id = "spot-checks"
      Caption = $"{paper}: points of the proxy grid run again here, beside their stored seeds"
      Columns =
        [ Table.column "Data set" ""
          Table.column "Method" ""
          Table.column "N_D" ""
          Table.column "Seed" ""
          Table.column "Here" ""
          Table.column "Stored mean" ""
          Table.column "Interval" ""
          Table.column "Stored seeds" ""
          Table.column "Verdict" "" ]
      Rows = checks |> List.map row
      N = 0
      Notes =
        [ "Scores are those of the point's table. Interval: where one more seed of the stored ones falls with 95 % probability "
          + "(Student t prediction interval); a value inside it agrees." ] }
