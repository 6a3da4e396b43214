/// The tables of what is varied beside the main comparison: variants of a method × N_D, one table an experiment and data set.
module Harness.Paper.Tables.AblationTable

open Harness.Paper.Results

let all set =
    [ for e in ResultSet.others set do
          let part = ResultSet.experiment e set
          for d in ResultSet.datasets part ->
              MainTable.named
                  $"{e}-{d}"
                  $"Experiment {e}: variants by number of training examples N_D on {d} ({set.Scale} scale)"
                  part
                  d ]
