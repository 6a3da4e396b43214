/// A method of one's own gets in one call what the methods of the papers get: the laws, with shrunk counter-examples; its parameter formula
/// against enumeration on the papers' backbones; its row beside baselines after a short training; its saved folder.
///
///     let report = OwnMethod.examine (OwnMethod.options "paper/backbones/vl-t5-small" "results/mine") (fun () -> MyMethod())
namespace Harness.Paper.OwnMethod

open System
open System.IO
open Harness.Adapters
open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Adapters.Saving
open Harness.Backbones.Counting
open Harness.Laws
open Harness.Laws.Battery
open Harness.Paper.Results
open Harness.Paper.Tables
open TorchSharp

type OwnMethodOptions =
    {
        /// Which of the optional laws the method answers to.
        Promises: Promises
        /// Cases a law; a law of a whole backbone runs one for every 25.
        Cases: int
        Training: ShortTraining.Setting
        /// Peak learning rate of the own method.
        Rate: float
        /// Methods beside it, with their learning rates.
        Baselines: (PeftMethod * float) list
        /// Where the trained adapter is saved.
        Folder: string
    }

type OwnMethodReport =
    {
        Laws: LawResult list
        /// Formula and enumeration on every backbone that the method fits.
        Counts: Table
        /// Whether both agree everywhere.
        CountsAgree: bool
        Scores: Table
        /// Files of the saved folder, with their sizes in bytes.
        Saved: (string * int64) list
    }

module OwnMethod =
    /// <param name="backbone">Folder of the small backbone.</param>
    /// <param name="folder">Where the trained adapter is saved.</param>
    let options backbone folder =
        { Promises = Promises.Adapter
          Cases = 100
          Training = { Backbone = backbone; Questions = 32; TestQuestions = 100; Steps = 40; Looks = 2; Seeds = [ 13 ] }
          Rate = 5e-3
          Baselines = [ LoraMethod(R = 4, LoraAlpha = 4.0), 5e-3; PfeifferMethod(ReductionFactor = 4), 3e-3 ]
          Folder = folder }

    /// The battery alone.
    let laws options (make: unit -> PeftMethod) =
        Subject.ofMethod options.Promises make
        |> Laws.onBackbones
        |> Battery.check { RunOptions.Default with Cases = options.Cases }

    /// On the papers' backbones that it fits; shapes only.
    let private counted (make: unit -> PeftMethod) =
        let names = [ "vl-t5-base"; "roberta-base"; "gpt2" ]
        ParameterCounts.OfFitting(make (), CountedBackbone.All |> Seq.filter (fun b -> List.contains b.Name names))
        |> List.ofSeq

    let private countTable name (rows: ParameterRow list) =
        { Id = $"counts-{name}"
          Caption = $"What {name} trains"
          Columns =
            [ Table.column "Backbone" ""
              Table.column "Parameters by formula" ""
              Table.column "Enumerated" ""
              Table.column "Agree" "" ]
          Rows =
            [ for row in rows ->
                  Table.plain
                      [ Text row.Backbone; Count row.ClosedForm; Count row.Trainable; Text(if row.Agrees then "yes" else "no") ] ]
          N = 0
          Notes = [ "Shapes only; no weight is allocated." ] }

    let private saved folder =
        [ for file in Directory.GetFiles folder |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b)) ->
              string (Path.GetFileName file), FileInfo(file).Length ]

    /// Trains own method and baselines, and saves the adapter of the own method's last seed.
    let private scores options (make: unit -> PeftMethod) =
        use ground = new ShortTraining.Ground(options.Training)
        let rows method rate finished =
            [ for seed in options.Training.Seeds -> ShortTraining.run ground rate seed (method ()) finished ]
        let mine = make ()
        Directory.CreateDirectory options.Folder |> ignore
        let own = rows make options.Rate (fun model bare -> AdapterFolder.Save(options.Folder, model, mine, bare))
        let others =
            [ for baseline, rate in options.Baselines do
                  yield! rows (fun () -> baseline) rate (fun _ _ -> ()) ]
        let set = { ResultSet.empty "" "proxy" with Rows = own @ others }
        MainTable.named
            $"own-{mine.Name}"
            $"{mine.Name} beside baselines after {options.Training.Steps} steps"
            set
            (List.head own).Dataset

    /// <exception cref="T:System.ArgumentException">The method fits no backbone; the message says why.</exception>
    let examine (options: OwnMethodOptions) (make: unit -> PeftMethod) : OwnMethodReport =
        let laws, counts = laws options make, counted make
        let scores = scores options make
        { Laws = laws
          Counts = countTable (make ()).Name counts
          CountsAgree = counts |> List.forall _.Agrees
          Scores = scores
          Saved = saved options.Folder }
