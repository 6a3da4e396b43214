/// What a routing function brought where it was run: the best row with one beside the same method without, and beside what can be had without the picture.
module Harness.Paper.Report.RoutingGain

open System.Globalization
open System.IO
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables
open Harness.Runs.Configuration

/// A row of a table and its mean score over seeds.
type Row = { Name: string; Mean: float }

type Gain =
    {
        Scale: string
        /// The method in table words, without its function.
        Method: string
        Plain: Row
        Routed: Row
        /// The better of the baselines, where one was run.
        Floor: Row option
        /// All that may be said of it.
        Sentence: string
    }

let private none = "routing=none"
let private isFunction (word: string) = word.StartsWith "routing=" && word <> none
let private withoutFunction (name: string) =
    name.Split ' ' |> Array.map (fun w -> if isFunction w then none else w) |> String.concat " "
let private number (x: float) = x.ToString("F2", CultureInfo.InvariantCulture)

/// The committed runs of an experiment on a backbone: a set a scale, of the scales that are there.
/// <param name="paper">The paper's folder.</param>
let committed (paper: string) experiment backbone : ResultSet list =
    [ for scale in ConfigSchema.Scales do
          let folder = Path.Combine(paper, "results", scale)
          if Directory.Exists folder then
              let set = ResultFiles.read folder |> ResultSet.experiment experiment
              { set with Rows = set.Rows |> List.filter (fun r -> r.Backbone = backbone) } ]
    |> List.filter (fun set -> not set.Rows.IsEmpty)

let private row (name, scores: Map<int, float>) = { Name = Methods.title name; Mean = Seq.average scores.Values }

let private gain (set: ResultSet) size floor (plain, plainScores) (routed: (string * Map<int, float>) list) =
    let best, bestScores = routed |> List.maxBy (fun (_, s) -> Seq.average s.Values)
    let test = Comparison.paired bestScores plainScores
    let without, with' = row (plain, plainScores), row (best, bestScores)
    let scores =
        [ $"{with'.Name} (the best function) {number with'.Mean}"; $"{without.Name} {number without.Mean}" ]
        @ [ for f in Option.toList floor -> $"{f.Name} {number f.Mean}" ]
    let verdict =
        match floor with
        | Some f when max with'.Mean without.Mean <= f.Mean ->
            "No row is above what needs no picture, so this says nothing about routing."
        | _ when with'.Mean <= without.Mean -> "No function is ahead of none."
        | _ when test.Test.P <= MainTable.alpha ->
            $"The function is ahead, and an exact paired test agrees (p = {test.Test.P:G3})."
        | _ -> $"The function is ahead, by no more than {test.Pairs.Length} seeds can tell from chance (p = {test.Test.P:G3})."
    { Scale = set.Scale
      Method = Methods.title (plain.Replace(none, "").Trim())
      Plain = without
      Routed = with'
      Floor = floor
      Sentence =
        $"""{set.Scale} scale, {size} training items, {ResultSet.scoreName set}: {String.concat "; " scores}. {verdict}""" }

/// One entry for each size and each method that was run without a function and with at least one.
let all (set: ResultSet) =
    [ for size in ResultSet.sizes set do
          let scored =
              [ for name in Methods.sort (ResultSet.distinct RunRow.name set) -> name, ResultSet.scores name size set ]
              |> List.filter (fun (_, s) -> not s.IsEmpty)
          let baselines, methods = scored |> List.partition (fst >> Methods.isBaseline)
          let floor =
              match baselines with
              | [] -> None
              | some -> Some(some |> List.map row |> List.maxBy _.Mean)
          for plain in methods do
              let routed = methods |> List.filter (fun (name, _) -> name <> fst plain && withoutFunction name = fst plain)
              if not routed.IsEmpty then
                  gain set size floor plain routed ]
