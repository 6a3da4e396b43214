/// A small language model learns English names of characters; three methods then tune it to Spanish ones.
///   Language train PACKAGES FOLDER   trains the model and the adapters, and saves them
///   Language use PACKAGES FOLDER     in another process: reads them back, and merges what can be merged
///   Language laws                    puts a method of one's own through the battery of laws
/// PACKAGES holds cldr-annotations-full-48.2.0.tgz, as `npm pack cldr-annotations-full@48.2.0` brings it.
module Language.Program

open System
open System.IO
open System.Text.Json
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Adapters.AnyModel
open Harness.Adapters.Bottleneck
open Harness.Adapters.Lora
open Harness.Adapters.Phm
open Harness.Adapters.Saving
open Harness.Laws
open Harness.Laws.Battery
open TorchSharp

let sites = ModelSites(Hidden = [| "mlp" |])

let methods: (string * PeftMethod * float) list =
    [ "lora", LoraMethod(R = 4, TargetModules = [| "query"; "value"; "chars" |]), 1e-2
      "pfeiffer", PfeifferMethod(ReductionFactor = 4), 5e-3
      "mixphm",
      MixPhmMethod(ReductionFactor = 2, PhmRank = 4, NumExperts = 2, PhmInitRange = 0.15, AdapterDropout = 0.0, UseRedundancyLoss = false),
      1e-2 ]

let differ (a: float32 array) (b: float32 array) =
    a.Length <> b.Length || Array.exists2 (fun x y -> not (abs (x - y) < 1e-3f)) a b

let train model (english: Tensor) (spanish: Tensor) (test: Tensor) folder =
    Directory.CreateDirectory folder |> ignore
    Learning.fit model english 100 3e-3
    model.save (Path.Combine(folder, "model.dat")) |> ignore
    let before = Learning.loss model test
    printfn $"model: loss {before:F3} on names in another language"
    let given =
        [ for name, adapter, rate in methods ->
              use tuned = model.WithAdapter(adapter, sites, 1UL)
              model.train ()
              Learning.fit model spanish 30 rate
              model.eval ()
              let after = Learning.loss model test
              tuned.SaveAdapter(Path.Combine(folder, name))
              tuned.PrintTrainableParameters()
              printfn $"{name}: loss {after:F3}"
              if after >= before then
                  failwith $"{name} did not learn"
              name, Learning.answers model test ]
    File.WriteAllText(Path.Combine(folder, "answers.json"), JsonSerializer.Serialize(dict given))

let usage (model: Model) test folder =
    model.load (Path.Combine(folder, "model.dat")) |> ignore
    model.eval ()
    use expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "answers.json")))
    let same name what =
        let before = [| for value in expected.RootElement.GetProperty(name: string).EnumerateArray() -> value.GetSingle() |]
        if differ before (Learning.answers model test) then
            failwith $"{name} gives other answers {what}"
        printfn $"{name}: {what}, same answers"
    for name, _, _ in methods do
        use tuned = model.LoadAdapter(Path.Combine(folder, name), sites)
        same name "read back"
        if name = "lora" then
            tuned.Merge()
            same name "merged"

/// h ↦ h ∘ (1 + g).
type Stretch(width: int64, at: Numerics.Placement) as this =
    inherit torch.nn.Module<Tensor, PassContext, Tensor>("Stretch")
    let gain = new Modules.Parameter(torch.zeros (width, dtype = at.Dtype, device = at.Device))
    do this.register_parameter ("gain", gain)
    override _.RegisterComponents() = ()
    override this.forward(h, _) = h * (1.0.ToScalar() + nonNull (this.get_parameter "gain"))

let laws () =
    let stretch =
        Subject.ofModule
            "stretch"
            { Promises.Adapter with IdentityAtStart = true; Draws = false }
            (fun site _ at -> new Stretch(site.OutWidth, at))
            _.OutWidth
    let results = Battery.check { RunOptions.Default with Cases = 50 } stretch
    for law in results do
        printfn $"{law.Outcome} {law.Id} {law.Counterexample}"
    if results |> List.exists (fun law -> not law.Passed) then
        failwith "a law does not hold"
    printfn $"{results.Length} laws hold"

[<EntryPoint>]
let main args =
    torch.random.manual_seed 1L |> ignore
    torch.set_num_threads 1 // the tensors are small
    let data packages =
        match Names.read (Path.Combine(packages, "cldr-annotations-full-48.2.0.tgz")) [ "en"; "es" ] with
        | [ english; spanish ] ->
            let alphabet = Array.append english spanish |> String.concat "" |> Seq.distinct |> Seq.sort |> Seq.toArray
            let train, test = Array.splitAt (spanish.Length - 200) spanish
            new Model(int64 alphabet.Length + 1L), Names.ids alphabet english, Names.ids alphabet train, Names.ids alphabet test
        | _ -> failwith "two languages were asked for"
    try
        match args with
        | [| "train"; packages; folder |] ->
            let model, english, spanish, test = data packages
            train model english spanish test folder
            0
        | [| "use"; packages; folder |] ->
            let model, _, _, test = data packages
            usage model test folder
            0
        | [| "laws" |] ->
            laws ()
            0
        | _ ->
            eprintfn "usage: Language train|use PACKAGES FOLDER, or Language laws"
            2
    with e ->
        eprintfn $"{e.Message}"
        1
