/// The pages of a report that numbers lead to. Each is a section that the style sheet shows only while its address is the page's:
/// a cell lists its runs, a run shows its configuration, commit, environment and, unfolded by a third click, every prediction.
module Harness.Paper.Report.EvidencePages

open System.Text.Json
open System.Text.Encodings.Web
open Giraffe.ViewEngine
open Harness.Paper.Results
open Harness.Paper.Tables

let private fixed2 (x: float) = x.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)
let private option x = x |> Option.map fixed2 |> Option.defaultValue "–"

let private place (r: RunRow) =
    let size = if r.ND = 0 then "" else $", N_D = {r.ND}"
    let experiment = if r.Experiment = "main" then "" else $", experiment {r.Experiment}"
    $"{Methods.title (RunRow.name r)} on {r.Dataset}{size}{experiment}"

let private page anchor title content =
    section
        [ _class "evidence"; _id anchor ]
        [ h3 [] [ str title ]; yield! content; p [] [ a [ _href "#results" ] [ str "Back to the results" ] ] ]

let private cellPage (rows: RunRow list) =
    let line element cells = tr [] [ for c in cells -> element [] [ c ] ]
    page
        (Evidence.cell rows.Head)
        (place rows.Head)
        [ table
              []
              [ thead [] [ line th [ for h in [ "Seed"; "Test, %"; "Dev, %"; "Best step"; "Run" ] -> str h ] ]
                tbody
                    []
                    [ for r in rows |> List.sortBy RunRow.order ->
                          line
                              td
                              [ str (string r.Seed)
                                str (fixed2 r.Score)
                                str (option r.DevScore)
                                str (string r.BestStep)
                                a [ _class "run-link"; _href ("#" + Evidence.run r) ] [ str r.Key ] ] ] ] ]

let private surroundings (set: ResultSet) (r: RunRow) =
    set.Surroundings
    |> List.tryFind (fun s -> s.Commit + (if s.Dirty then "+" else "") = r.Commit)
    |> Option.map (fun s ->
        $"{s.Cpu}; {s.Threads} threads; {s.Blas}; torch {s.Torch} ({s.Packages} packages); {s.Os}; {s.Dotnet}; determinism {s.Determinism}")
    |> Option.defaultValue "–"

let private runPage (pictures: Map<string, string>) (answered: Set<string>) (set: ResultSet) (r: RunRow) =
    let seed = if r.Kind = "baseline" && r.Steps = 0 then "" else $", seed {r.Seed}"
    let commit = r.Commit.TrimEnd '+' + (if r.Commit.EndsWith '+' then " with local changes" else "")
    let facts =
        [ "Run", r.Key
          "Test score", $"{fixed2 r.Score} %% (last weights {option r.ScoreLast}, dev {option r.DevScore})"
          "Trainable parameters", $"{Cell.plain 0 (Count r.Trainable)} of {Cell.plain 0 (Count r.Total)}"
          "Steps", $"{r.Steps}, best {r.BestStep}, {fixed2 r.Seconds} s"
          "Commit", commit
          "Environment", surroundings set r
          "Folder", $"runs/{r.Key} below the results folder: config.yaml, manifest.json, metrics.jsonl, predictions.jsonl" ]
    page
        (Evidence.run r)
        (place r + seed)
        [ dl
              []
              [ for name, value in facts do
                    dt [] [ str name ]
                    dd [] [ str value ] ]
          details
              [ _class "configuration"; flag "open" ]
              [ summary [] [ str "Configuration" ]; pre [] [ str (ResultSet.configuration set r) ] ]
          match pictures.TryFind r.Key with
          | Some file ->
              p
                  []
                  [ a
                        [ _class "inspection"; _href file ]
                        [ str "Answers with the pictures, beside other methods at this N_D (first seed of each)" ] ]
          | None -> ()
          if answered.Contains r.Key then
              details [ _class "predictions"; attr "data-run" r.Key ] [ summary [] [ str "Predictions" ] ] ]

/// All cells and runs of the set.
/// <param name="pictures">By run: the page beside the report that shows its answers with pictures.</param>
let sections pictures (set: ResultSet) =
    let answered = set.Answers |> List.map _.Key |> Set
    [ for _, rows in set.Rows |> List.groupBy Evidence.cell do
          cellPage rows
      for r in set.Rows do
          runPage pictures answered set r ]

let private json = JsonSerializerOptions(Encoder = JavaScriptEncoder.Create System.Text.Unicode.UnicodeRanges.All)

/// What the predictions are unfolded from, as a script element that holds data.
let answers (set: ResultSet) =
    let questions = dict [ for q in set.Questions -> q.Id, [| for id, text, answer in q.Questions -> [| id; text; answer |] |] ]
    let runs = dict [ for a in set.Answers -> a.Key, (Array.ofList (a.Sheet :: a.Answers)) ]
    script
        [ _type "application/json"; _id "answers" ]
        [ rawText (JsonSerializer.Serialize({| questions = questions; runs = runs |}, json)) ]

/// Fills a fold of predictions when it is first opened.
let script =
    script
        []
        [ rawText
              """
document.querySelectorAll('details.predictions').forEach(function (fold) {
  fold.addEventListener('toggle', function () {
    if (!fold.open || fold.querySelector('table')) { return; }
    var all = JSON.parse(document.getElementById('answers').textContent), run = all.runs[fold.dataset.run];
    var table = document.createElement('table');
    function row(tag, cells) {
      var line = table.insertRow();
      cells.forEach(function (text) { var cell = document.createElement(tag); cell.textContent = text; line.appendChild(cell); });
    }
    row('th', ['Question id', 'Question', 'Answer', 'Prediction', '']);
    run.slice(1).forEach(function (given, i) {
      var q = all.questions[run[0]][i];
      row('td', [q[0], q[1], q[2], given, given === q[2] ? '✓' : '']);
    });
    fold.appendChild(table);
  });
});
""" ]
