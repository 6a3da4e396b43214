/// What reading a configuration promises, for every method.
module Harness.Laws.Configurations.Laws

open System
open System.Collections.Generic
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Laws
open Harness.Laws.Battery
open Harness.Laws.Configurations.Options

/// What is checked: a method from its name and options.
type Create = string -> KeyValuePair<string, obj | null> seq -> PeftMethod

/// The harness's own.
let own: Create = fun name options -> PeftMethods.Create(name, options)

let private law id statement knobs check =
    Law.over ("config." + id) statement "configurations of the methods" knobs check
    |> Law.about (List.ofSeq PeftMethods.Names)

let private show (value: obj | null) =
    match value with
    | :? (string seq) as items when not (value :? string) -> String.Join(", ", items)
    | :? bool as b -> if b then "true" else "false"
    | other -> Convert.ToString(other, Globalization.CultureInfo.InvariantCulture) |> string

let private shown (method: PeftMethod) = method.Options |> Seq.map (fun pair -> pair.Key, show pair.Value) |> List.ofSeq

/// The method, or the lines with which it is refused.
let private attempt (create: Create) name options =
    try
        Ok(create name options)
    with :? ArgumentException as e ->
        Error(e.Message.Split '\n')

/// Options that no method knows.
let private strange = [ "warp"; "flux"; "tune" ]

let laws (create: Create) =
    [ law
          "set"
          "an option that is set has that value and the others keep their defaults; or each line of the refusal names what was set"
          sizes
          (fun c ->
              let name, options = methodOf c, drawn c
              match attempt create name options with
              | Error lines ->
                  let names (line: string) =
                      options
                      |> List.exists (fun o ->
                          line.StartsWith(o.Key + ":", StringComparison.Ordinal) || line.Contains(show o.Value))
                  Finding.holds
                      (Array.forall names lines)
                      $"""refused without naming a key or value: {String.concat " | " lines}"""
                  |> Finding.tag "refused"
              | Ok method ->
                  let set = options |> List.map (fun o -> o.Key, show o.Value) |> Map.ofList
                  let expected =
                      shown (create name [])
                      |> List.map (fun (key, standard) -> key, (set.TryFind key |> Option.defaultValue standard))
                  Finding.holds (expected = shown method) $"options are {shown method}" |> Finding.tag name)

      law "round-trip" "the options of a method make the same method again" sizes (fun c ->
          match attempt create (methodOf c) (drawn c) with
          | Error _ -> Finding.holds true "" |> Finding.tag "refused"
          | Ok method ->
              Finding.holds
                  (shown (create method.Name (Seq.map id method.Options)) = shown method)
                  $"{shown method} came back otherwise"
              |> Finding.tag method.Name)

      law "text" "values given as text mean the same" sizes (fun c ->
          match attempt create (methodOf c) (drawn c), attempt create (methodOf c) (drawn c |> List.map spelled) with
          | Ok a, Ok b -> Finding.holds (shown a = shown b) $"{shown a} and {shown b}" |> Finding.tag a.Name
          | Error a, Error b -> Finding.holds (a = b) "refused in other words" |> Finding.tag "refused"
          | _ -> Finding.holds false "only one of them is refused")

      law "all-at-once" "every unknown key gets a line of its own, in one go" (Case.knob "strange" 1 3 :: sizes) (fun c ->
          let unknown = strange |> List.truncate c?strange
          let options = [ for key in unknown -> KeyValuePair(key, (box 1: obj | null)) ]
          match attempt create (methodOf c) (drawn c @ options) with
          | Ok _ -> Finding.holds false "it was accepted"
          | Error lines ->
              // Values that do not go together have lines of their own beside these.
              let about key = lines |> Array.filter (fun line -> line.Contains $"'{key}'")
              Finding.holds
                  (unknown |> List.forall (fun key -> (about key).Length = 1))
                  $"""{lines.Length} lines: {String.concat " | " lines}""") ]

/// What happens to a backbone whose widths do not suit the configuration.
let refusals (apply: PeftMethod -> IBackbone -> unit) =
    let knobs = [ Case.knob "family" 0 2; Case.knob "w" 1 2; Case.knob "heads" 1 2; Case.knob "layers" 1 2; Case.knob "n" 3 7 ]
    let law id statement check =
        Law.over ("config." + id) statement "configurations of the methods" knobs (Torch.Bridge.scoped check)
        |> Law.costing 4
        |> Law.about [ "compacter"; "mixphm" ]
    let names (backbone: IBackbone) = [ for struct (name, _) in backbone.Root.named_parameters () -> name ]
    let n (c: Case) = if (8 * c?w) % c?n = 0 then 3 else c?n
    let message (c: Case) backbone =
        try
            apply (Phm.MixPhmMethod(ReductionFactor = 2, PhmRank = 2, HypercomplexDivision = n c)) backbone
            None
        with :? ArgumentException as e ->
            Some e.Message
    [ law "divisors" "n that does not divide a width is refused, naming the divisors that would work" (fun c ->
          let width = 8 * c?w
          let works =
              [ for d in 1..width do
                    if width % d = 0 then
                        string d ]
              |> String.concat ", "
          match message c (TinyBackbones.families[c?family].Shapes c) with
          | Some text -> Finding.holds (text.Contains works) $"it says: {text}"
          | None -> Finding.holds false "it was accepted")

      law "refusal-changes-nothing" "a backbone that a method does not fit is left as it was" (fun c ->
          let backbone = TinyBackbones.families[c?family].Shapes c
          let before = names backbone
          message c backbone |> ignore
          Finding.holds (names backbone = before) "it has other parameters") ]

/// The harness's own way to attach a method.
let ownApply (method: PeftMethod) (backbone: IBackbone) =
    use generator = new TorchSharp.torch.Generator(1UL)
    method.Apply(backbone, generator)
