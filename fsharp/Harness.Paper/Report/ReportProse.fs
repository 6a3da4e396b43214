/// Sentences with computed numbers. Each number has a name, which is the LaTeX macro that carries it.
module Harness.Paper.Report.ReportProse

open Harness.Paper.Claims
open Harness.Paper.Results
open Harness.Paper.Statistics
open Harness.Paper.Tables

/// Digits have no place in a macro's name: each becomes a word.
let private letters (text: string) =
    let words = [| "Zero"; "One"; "Two"; "Three"; "Four"; "Five"; "Six"; "Seven"; "Eight"; "Nine" |]
    let capital (w: string) = if w = "" then "" else string (System.Char.ToUpperInvariant w[0]) + w[1..]
    text.Split([| '-'; '_'; ' '; '='; '.'; ','; '/' |])
    |> Array.map capital
    |> String.concat ""
    |> String.collect (fun c -> if System.Char.IsAsciiDigit c then words[int c - int '0'] else string c)

let private value set name text = Computed(letters $"{set.Paper} {set.Scale} {name}", text)
let private number (x: float) digits = Cell.plain 0 (Number(x, digits))

let cost (set: ResultSet) =
    let v = value set
    let seconds = set.Rows |> List.sumBy (fun r -> r.Seconds)
    [ v "runs" (string set.Rows.Length)
      Words " runs took "
      v "minutes" (number (seconds / 60.0) 1)
      Words " minutes of wall time together, the longest "
      v "longest" (number (set.Rows |> List.map (fun r -> r.Seconds) |> List.max) 1)
      Words " s; the largest process held "
      v "memory" (number (set.Rows |> List.map (fun r -> r.PeakMemoryMb) |> List.max) 0)
      Words " MB." ]

/// The best and the worst method at the largest size of each data set, and the better of the baselines.
let results (set: ResultSet) =
    let main = ResultSet.main set
    [ for d in ResultSet.datasets main do
          let part = ResultSet.onDataset d main
          match List.tryLast (ResultSet.sizes part) with
          | None -> ()
          | Some size ->
              let baselines, methods = ResultSet.summaries size part |> List.partition (fst >> Methods.isBaseline)
              let said role (m, s: Summary) =
                  [ Words(Methods.title m + " with ")
                    value set $"{d} {size} {role} mean" (number s.Mean 2)
                    if s.N > 1 then
                        Words " ± "
                        value set $"{d} {size} {role} std" (number s.Std 2) ]
              if not methods.IsEmpty then
                  Words $"On {d} with N_D = "
                  value set $"{d} largest" (string size)
                  Words " the highest mean is that of "
                  yield! said "best" (methods |> List.maxBy (fun (_, s) -> s.Mean))
                  Words ", the lowest that of "
                  yield! said "worst" (methods |> List.minBy (fun (_, s) -> s.Mean))
                  if not baselines.IsEmpty then
                      Words "; the better baseline is "
                      yield! said "baseline" (baselines |> List.maxBy (fun (_, s) -> s.Mean))
                  Words ". " ]

let claims (judged: Judged list) =
    let count verdict = judged |> List.filter (fun j -> j.Verdict = verdict) |> List.length |> string
    let v name =
        Computed(
            letters $"claims {name}",
            count (
                match name with
                | "reproduced" -> Reproduced
                | "close" -> Close
                | "ordering" -> OrderingOnly
                | "failed" -> NotReproduced
                | _ -> NotAttempted
            )
        )
    [ Words "Of "
      Computed("ClaimsAll", string judged.Length)
      Words " claims: "
      v "reproduced"
      Words " reproduced, "
      v "close"
      Words " close, "
      v "ordering"
      Words " in their ordering only, "
      v "failed"
      Words " not reproduced, "
      v "open"
      Words " not attempted." ]
