/// Trained numbers on the papers' backbones by formula; shapes only, no weights are allocated.
module Harness.Paper.Claims.Counts

open System.Collections.Generic
open Harness.Adapters.Sites
open Harness.Adapters.Full
open Harness.Backbones.Counting

/// The backbones whose tables make claims, with the rows of their papers.
let private backbones =
    let names = [ "vl-t5-base"; "roberta-base"; "roberta-large"; "gpt2"; "gpt2-medium"; "clip-bart-base" ]
    CountedBackbone.All |> Seq.filter (fun b -> List.contains b.Name names) |> List.ofSeq

/// A function from backbone and row to the trained parameters, None where either is unknown. It builds each backbone once.
let finder () : string -> string -> int64 option =
    let built = Dictionary<string, IBackbone>()
    fun backbone row ->
        backbones
        |> List.tryFind (fun b -> b.Name = backbone)
        |> Option.bind (fun counted ->
            counted.Rows
            |> Seq.tryFind (fun e -> e.Row = row)
            |> Option.map (fun e ->
                if not (built.ContainsKey backbone) then
                    built[backbone] <- counted.Build.Invoke()
                e.Method.ClosedForm built[backbone] + (if e.Method :? FullFinetuning then 0L else counted.AlwaysTrained)))

/// The same for a single question.
let find backbone row = finder () backbone row
