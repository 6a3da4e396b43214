namespace Harness.Paper.Results

open Harness.Data
open Harness.Paper.Statistics

/// The surroundings of a group of runs.
type Surroundings =
    {
        Commit: string
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
        Runs: int
    }

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

/// The test questions that runs were scored on, in order: id, text and the best accepted answer of each.
type QuestionSheet =
    {
        /// First digits of a digest over the questions.
        Id: string
        Questions: (string * string * string) list
    }

/// A run's answers to the first questions of a sheet.
type AnswerSheet = { Key: string; Sheet: string; Answers: string list }

/// How alike two representations of the same samples are at one layer of one run's adapted model: the correlation of their
/// similarity structures.
type LayerSimilarity =
    {
        Run: string
        Name: string
        ND: int
        Seed: int
        Stack: string
        Layer: int
        /// `hidden` (the adapter's input) or `final` (the decoder's last state).
        Against: string
        Correlation: float
        Samples: int
    }

/// What one scale of one paper found: everything that its tables, figures, claims and report are built from.
type ResultSet =
    {
        Paper: string
        Scale: string
        Rows: RunRow list
        Surroundings: Surroundings list
        Datasets: Source list
        Backbones: Source list
        /// The resolved configuration of one run of each name and experiment (smallest N_D, first seed), as YAML.
        Configurations: (string * string) list
        /// By run key: the values in which its configuration differs from the one above, by path.
        Settings: Map<string, (string * string) list>
        Examples: Example list
        Questions: QuestionSheet list
        Answers: AnswerSheet list
        /// By run key: further measures of its answers by name, in %.
        Measures: Map<string, (string * float) list>
        Similarities: LayerSimilarity list
        /// The runs.csv that the rows come from, of which they may be a part: its number of runs and its SHA-256. None where there is no such file.
        File: (int * string) option
    }

module ResultSet =
    let empty paper scale =
        { Paper = paper
          Scale = scale
          Rows = []
          Surroundings = []
          Datasets = []
          Backbones = []
          Configurations = []
          Settings = Map.empty
          Examples = []
          Questions = []
          Answers = []
          Measures = Map.empty
          Similarities = []
          File = None }

    /// The text of runs.csv.
    let csv set = Csv.write RunRow.header (set.Rows |> List.sortBy RunRow.order |> List.map RunRow.toFields)

    /// SHA-256 of runs.csv: names the numbers that a table was built from.
    let digest set = FileDigest.OfTexts [ csv set ]

    /// The same, as what its own runs.csv holds.
    let asFile set = { set with File = Some(set.Rows.Length, digest set) }

    /// Distinct values in ascending order.
    let distinct selector set = set.Rows |> List.map selector |> List.distinct |> List.sort

    let datasets set = distinct (fun r -> r.Dataset) set
    let seeds set = distinct (fun r -> r.Seed) { set with Rows = set.Rows |> List.filter (fun r -> r.Kind <> "baseline") }

    /// Sizes that some method was trained on; 0 (not applicable) left out.
    let sizes set = distinct (fun r -> r.ND) set |> List.filter ((<) 0)

    let backbones set = distinct (fun r -> r.Backbone) set

    /// The main experiment alone (ablations share methods, sizes and seeds with it).
    let main set = { set with Rows = set.Rows |> List.filter (fun r -> r.Experiment = "main") }

    let private choosesRates (experiment: string) = experiment.StartsWith "learning-rates"

    /// Experiments that choose learning rates: `learning-rates`, and `learning-rates-X` where X is another setting of the same methods.
    let learningRates set = distinct (fun r -> r.Experiment) set |> List.filter choosesRates

    /// Ablations and sweeps by name: everything but the main experiment and the choice of learning rates.
    let others set = distinct (fun r -> r.Experiment) set |> List.filter (fun e -> e <> "main" && not (choosesRates e))

    let experiment name set = { set with Rows = set.Rows |> List.filter (fun r -> r.Experiment = name) }

    /// What the configuration of a run is called: its name, after its experiment unless that is the main one.
    let configurationName (row: RunRow) = (if row.Experiment = "main" then "" else row.Experiment + "/") + RunRow.name row

    /// The whole configuration of a run as YAML; empty where the set does not hold it.
    let configuration set (row: RunRow) =
        match set.Configurations |> List.tryFind (fst >> (=) (configurationName row)) with
        | None -> ""
        | Some(_, yaml) -> FlatYaml.change (set.Settings.TryFind row.Key |> Option.defaultValue []) yaml

    /// What scores of these runs are, as the name of an axis.
    let scoreName set =
        let measured name =
            set.Rows |> List.exists (fun r -> set.Measures.TryFind r.Key |> Option.exists (List.exists (fst >> (=) name)))
        if measured "CIDEr-D" then "CIDEr-D × 100"
        elif measured "nlvr" then "mean of four tasks"
        else "VQA accuracy, %"

    /// Both sets' runs with what is behind them, as the first.
    let beside set (other: ResultSet) =
        { set with
            Rows = set.Rows @ other.Rows
            Surroundings = set.Surroundings @ other.Surroundings |> List.distinct
            Configurations = set.Configurations @ other.Configurations
            Settings = Map.fold (fun all key value -> Map.add key value all) set.Settings other.Settings
            Questions = set.Questions @ other.Questions |> List.distinctBy (fun q -> q.Id)
            Answers = set.Answers @ other.Answers
            Measures = Map.fold (fun all key value -> Map.add key value all) set.Measures other.Measures }

    let onDataset dataset set = { set with Rows = set.Rows |> List.filter (fun r -> r.Dataset = dataset) }

    /// Scores of a method (with its variant, where it has one) at a size, by seed. A baseline without a size of its own counts at every size.
    let scores (method: string) size set =
        set.Rows
        |> List.filter (fun r -> RunRow.name r = method && (r.ND = size || r.ND = 0))
        |> List.map (fun r -> r.Seed, r.Score)
        |> Map.ofList

    /// Every method that has scores at a size, by name, with what they come to over seeds.
    let summaries size set =
        [ for method in distinct RunRow.name set do
              let found = scores method size set
              if not found.IsEmpty then
                  method, Summary.ofValues found.Values ]
