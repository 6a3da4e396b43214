/// Pages beside the report that show what every method answered about each picture: one a data set and size, with the first seed of each method.
module Harness.Paper.Report.InspectionPages

open System.Collections.Generic
open System.Linq
open Harness.Data
open Harness.Data.Inspection
open Harness.Data.Packages
open Harness.Paper.Results
open Harness.Paper.Tables

/// Questions of a page: enough to leaf through, few enough for a page of some megabytes.
let private most = 60

type Page =
    {
        File: string
        Html: string
        /// Runs whose answers it shows.
        Runs: string list
    }

/// The data set that runs were made on, from what is in the cache; a word where it cannot be shown.
let private dataset (set: ResultSet) name =
    let values =
        set.Rows
        |> List.tryFind (fun r -> r.Dataset = name)
        |> Option.map (ResultSet.configuration set >> FlatYaml.values >> dict)
    let cache = PackageCache.Default()
    match values, DatasetCatalogue.All.FirstOrDefault(fun e -> e.Name = name) |> Option.ofObj with
    | Some values, Some entry when values.ContainsKey "dataset.size" && entry.Packages |> Seq.forall cache.IsSound ->
        match entry.Open.Invoke(values["dataset.size"], int64 values["dataset.seed"], cache, null) with
        | :? IVqaDataset as data when set.Datasets |> List.exists (fun s -> s.Digest = data.Digest) ->
            Ok(data, values["dataset.test"])
        | :? IVqaDataset -> Error "the data set here is another than that of the runs"
        | _ -> Error "the pages show questions, and this set has none"
    | Some _, Some _ -> Error $"its pictures are not here; ./harness data fetch {name} gets them"
    | _ -> Error "its pictures cannot be had here"

/// Every page that the set supports, and a line for each data set that cannot be shown.
let all (set: ResultSet) =
    let answers = dict [ for a in set.Answers -> a.Key, a ]
    let sheets = dict [ for q in set.Questions -> q.Id, q ]
    let said (row: RunRow) =
        let given = answers[row.Key]
        Seq.zip sheets[given.Sheet].Questions given.Answers
        |> Seq.map (fun ((id, _, _), answer) -> KeyValuePair(id, answer))
        |> Dictionary
    let main = (ResultSet.main set).Rows |> List.filter (fun r -> answers.ContainsKey r.Key)
    let pages, notes =
        [ for name in main |> List.map (fun r -> r.Dataset) |> List.distinct -> name, dataset set name ]
        |> List.partition (fun (_, found) -> Result.isOk found)
    [ for name, found in pages do
          match found with
          | Error _ -> ()
          | Ok(data, split) ->
              let embedded = Dictionary<string, string>()
              for size in
                  main
                  |> List.filter (fun r -> r.Dataset = name && r.ND > 0)
                  |> List.map (fun r -> r.ND)
                  |> List.distinct
                  |> List.sort do
                  let shown =
                      main
                      |> List.filter (fun r -> r.Dataset = name && (r.ND = size || r.ND = 0))
                      |> List.groupBy RunRow.name
                      |> List.map (fun (_, rows) -> rows |> List.minBy (fun r -> r.Seed))
                      |> fun rows ->
                          Methods.sort (rows |> List.map RunRow.name)
                          |> List.map (fun m -> rows |> List.find (fun r -> RunRow.name r = m))
                  let methods = [| for r in shown -> InspectedMethod(Methods.title (RunRow.name r), said r) |]
                  { File = $"inspection-{name}-{size}.html"
                    Html = InspectionPage.Html(data, split, methods, most, embedded)
                    Runs = shown |> List.map (fun r -> r.Key) } ],
    [ for name, found in notes do
          match found with
          | Error why -> $"inspection pages of {name}: not made, because {why}"
          | Ok _ -> () ]
