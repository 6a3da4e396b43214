namespace Harness.Paper.Results

open System
open System.Globalization
open Harness.Data.Files

/// One finished run, as tables and figures need it. Scores are percentages.
type RunRow =
    {
        Key: string
        Paper: string
        Experiment: string
        Scale: string
        Dataset: string
        Backbone: string
        Method: string
        /// Options in which runs of one method differ inside an experiment, e.g. `red_w=0`; empty where there is one configuration.
        Variant: string
        /// Training questions; 0 where the method uses none or all of them.
        ND: int
        Seed: int
        /// run or baseline.
        Kind: string
        Trainable: int64
        Total: int64
        Percent: float
        Score: float
        DevScore: float option
        ScoreLast: float option
        BestStep: int
        Steps: int
        Seconds: float
        PeakMemoryMb: float
        /// Commit of the code, with `+` where it had local changes.
        Commit: string
    }

module RunRow =
    /// Columns of runs.csv.
    let header =
        [ "experiment"
          "dataset"
          "backbone"
          "method"
          "variant"
          "n_d"
          "seed"
          "kind"
          "score"
          "dev_score"
          "score_last"
          "best_step"
          "steps"
          "trainable"
          "total"
          "percent"
          "seconds"
          "peak_memory_mb"
          "paper"
          "scale"
          "commit"
          "key" ]

    let toFields row =
        [ row.Experiment
          row.Dataset
          row.Backbone
          row.Method
          row.Variant
          string row.ND
          string row.Seed
          row.Kind
          Csv.number row.Score
          Csv.option row.DevScore
          Csv.option row.ScoreLast
          string row.BestStep
          string row.Steps
          string row.Trainable
          string row.Total
          Csv.number row.Percent
          Csv.number row.Seconds
          Csv.number row.PeakMemoryMb
          row.Paper
          row.Scale
          row.Commit
          row.Key ]

    /// <param name="where">File and line, for the message.</param>
    /// <exception cref="T:Harness.Data.Files.UserErrorException">A field is missing or not a number; exit code 2.</exception>
    let ofFields (where: string) (fields: string list) =
        let f = Array.ofList fields
        if f.Length <> header.Length then
            raise (
                UserErrorException(
                    $"{where} has {f.Length} fields; {header.Length} are expected ({header.Head} … {List.last header})",
                    2
                )
            )
        let at name = f[List.findIndex ((=) name) header]
        let whole name parse =
            match parse (at name) with
            | true, value -> value
            | _ -> raise (UserErrorException($"{where}: {name} is '{at name}', which is not a whole number", 2))
        let int name = whole name (fun (s: string) -> Int32.TryParse(s, NumberStyles.Integer, CultureInfo.InvariantCulture))
        let long name = whole name (fun (s: string) -> Int64.TryParse(s, NumberStyles.Integer, CultureInfo.InvariantCulture))
        let float name =
            try
                Csv.parseNumber (at name)
            with :? FormatException ->
                raise (UserErrorException($"{where}: {name} is '{at name}', which is not a number", 2))
        { Key = at "key"
          Paper = at "paper"
          Experiment = at "experiment"
          Scale = at "scale"
          Dataset = at "dataset"
          Backbone = at "backbone"
          Method = at "method"
          Variant = at "variant"
          ND = int "n_d"
          Seed = int "seed"
          Kind = at "kind"
          Trainable = long "trainable"
          Total = long "total"
          Percent = float "percent"
          Score = float "score"
          DevScore = Csv.parseOption (at "dev_score")
          ScoreLast = Csv.parseOption (at "score_last")
          BestStep = int "best_step"
          Steps = int "steps"
          Seconds = float "seconds"
          PeakMemoryMb = float "peak_memory_mb"
          Commit = at "commit" }

    /// The order of a result file: by what was run, then by its key.
    let order row = row.Experiment, row.Dataset, row.Backbone, row.Method, row.Variant, row.ND, row.Seed, row.Key

    /// Method and variant: what a row of a table is called, and what claims name.
    let name row = if row.Variant = "" then row.Method else $"{row.Method} {row.Variant}"
