namespace Harness.Paper.Results

open System
open System.Security.Cryptography
open System.Text

/// The surroundings of a group of runs.
type Surroundings =
    { Commit: string
      Dirty: bool
      Packages: string
      Torch: string
      Cpu: string
      Threads: int
      Blas: string
      Os: string
      Dotnet: string
      Determinism: string
      /// How many of the runs were made in them.
      Runs: int }

/// A thing with a content hash: a data set, a backbone's weights.
type Source = { Name: string; Digest: string }

/// A question of the test split with one run's answer.
type Example =
    { Method: string
      QuestionId: string
      AnswerType: string
      Question: string
      Answer: string
      Prediction: string
      Correct: float }

/// What one scale of one paper found: everything that its tables, figures, claims and report are built from.
type ResultSet =
    { Paper: string
      Scale: string
      Rows: RunRow list
      Surroundings: Surroundings list
      Datasets: Source list
      Backbones: Source list
      /// The resolved configuration of one run of each method (smallest N_D, first seed), as YAML.
      Configurations: (string * string) list
      Examples: Example list }

module ResultSet =
    let empty paper scale =
        { Paper = paper
          Scale = scale
          Rows = []
          Surroundings = []
          Datasets = []
          Backbones = []
          Configurations = []
          Examples = [] }

    let private sha256 (text: string) = text |> Encoding.UTF8.GetBytes |> SHA256.HashData |> Convert.ToHexStringLower

    /// The text of runs.csv.
    let csv set = Csv.write RunRow.header (set.Rows |> List.sortBy RunRow.order |> List.map RunRow.toFields)

    /// SHA-256 of runs.csv: names the numbers that a table was built from.
    let digest set = sha256 (csv set)

    let digestOf text = sha256 text

    /// Distinct values in ascending order.
    let distinct selector set = set.Rows |> List.map selector |> List.distinct |> List.sort

    let datasets set = distinct (fun r -> r.Dataset) set
    let seeds set = distinct (fun r -> r.Seed) { set with Rows = set.Rows |> List.filter (fun r -> r.Kind <> "baseline") }

    /// Sizes that some method was trained on; 0 (not applicable) left out.
    let sizes set = distinct (fun r -> r.ND) set |> List.filter ((<) 0)

    let backbones set = distinct (fun r -> r.Backbone) set

    /// The main experiment alone (ablations share methods, sizes and seeds with it).
    let main set = { set with Rows = set.Rows |> List.filter (fun r -> r.Experiment = "main") }

    let onDataset dataset set = { set with Rows = set.Rows |> List.filter (fun r -> r.Dataset = dataset) }

    /// Scores of a method at a size, by seed. A baseline without a size of its own counts at every size.
    let scores (method: string) size set =
        set.Rows
        |> List.filter (fun r -> r.Method = method && (r.ND = size || r.ND = 0))
        |> List.map (fun r -> r.Seed, r.Score)
        |> Map.ofList
