/// A saved adapter: it comes back whole, holds nothing of the backbone, and a file that is not its own is refused by name.
module internal Harness.Laws.Battery.Saving

open System
open System.IO
open Harness.Adapters.Saving
open Harness.Adapters.Saving.Safetensors
open Harness.Laws
open Harness.Laws.Battery.Trial
open TorchSharp

/// Saves a model as if trained, in a folder that is gone afterwards; the names that the bare backbone has come along.
let private saved t (act: string -> TinyModel -> Set<string> -> Finding) =
    let folder = Directory.CreateTempSubdirectory "harness-law-"
    try
        use model = bare t
        let names = tensors model |> List.map fst |> Set.ofList
        let before = BaseModel.Of model.Backbone
        apply t model
        stir t model
        t.Subject.Save t.Case folder.FullName model.Backbone before
        act folder.FullName model names
    finally
        folder.Delete true

let private weights folder = Path.Combine(folder, AdapterFolder.WeightsFile)

let private entries folder =
    use file = SafetensorsFile.Open(weights folder)
    [ for e in file.Entries -> e.Name, file.Read e.Name ]

/// The message with which a bare backbone refuses the folder; None where it accepts it.
let private refusal t folder =
    use model = bare t
    try
        t.Subject.Load t.Case folder model.Backbone
        None
    with :? CheckpointException as e ->
        Some e.Message

/// Rewrites the file and asks for a refusal that names the key.
let private refused t folder (key: string) (changed: (string * torch.Tensor) list) =
    SafetensorsWriter.Write(weights folder, changed |> Seq.map (fun (name, tensor) -> struct (name, tensor)))
    match refusal t folder with
    | None -> Finding.holds false $"a file without a right {key} was loaded"
    | Some message ->
        Finding.holds (message.Contains(key, StringComparison.Ordinal)) $"the refusal does not name {key}: {message}"

/// A tensor of the file by the case's choice; None where the file is empty.
let private victim t (held: (string * torch.Tensor) list) =
    if held.IsEmpty then None else Some held[Case.pick "victim" 0 held.Length t.Case]

let laws (subject: Subject) =
    let law item = law subject item
    [ law "save-load" "saved and loaded onto a fresh backbone it gives the same output" (fun t ->
          saved t (fun folder model _ ->
              use loaded = bare t
              t.Subject.Load t.Case folder loaded.Backbone
              Finding.near 1e-12 (output t model) (output t loaded)))

      law "file-holds" "the file holds what trains and what the method brought along, and nothing else of the backbone" (fun t ->
          saved t (fun folder model names ->
              let held = entries folder |> List.map fst |> Set.ofList
              let declared = trained model |> List.map (fst >> model.Backbone.SavedName) |> Set.ofList
              let stranger = held |> Set.filter (fun name -> names.Contains name && not (declared.Contains name))
              [ Finding.holds (Set.isSubset declared held) $"the file lacks {declared - held}"
                Finding.holds stranger.IsEmpty $"the file holds {stranger} of the backbone" ]
              |> Finding.all))

      law "missing-key" "a file that lacks a tensor is refused by its name" (fun t ->
          saved t (fun folder _ _ ->
              let held = entries folder
              match victim t held with
              | Some(key, _) -> refused t folder key (held |> List.filter (fun (name, _) -> name <> key))
              | None -> Finding.holds true "" |> Finding.tag "nothing saved"))

      law "extra-key" "a file with a tensor too many is refused by its name" (fun t ->
          saved t (fun folder _ _ -> refused t folder "stranger" (("stranger", torch.zeros 1L) :: entries folder)))

      law "mis-shaped-key" "a file with a tensor of another shape is refused by its name" (fun t ->
          saved t (fun folder _ _ ->
              let held = entries folder
              match victim t held with
              | Some(key, tensor) ->
                  refused
                      t
                      folder
                      key
                      (held
                       |> List.map (fun (name, value) ->
                           name,
                           (if name = key then
                                torch.cat ([| tensor.reshape -1L; torch.zeros (1L, dtype = tensor.dtype) |])
                            else
                                value)))
              | None -> Finding.holds true "" |> Finding.tag "nothing saved")) ]
