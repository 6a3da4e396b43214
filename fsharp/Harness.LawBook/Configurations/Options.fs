/// Configurations of the registered methods: which options are set, and to what, follow from the case. Numbers are bounded, so that
/// none is out of every option's range, infinite or not a number.
module Harness.Laws.Configurations.Options

open System
open System.Collections.Generic
open Harness.Adapters
open Harness.Adapters.Options
open Harness.Laws

/// Number of the method, and how many of its options are set.
let sizes = [ Case.knob "method" 0 (PeftMethods.Names.Count - 1); Case.knob "set" 0 4 ]

let methodOf (c: Case) = PeftMethods.Names[c?``method``]

/// A value that the option's type allows, from the case's stream of that key; None for lists and texts, which have vocabularies of their own.
let private value (c: Case) (option: OptionInfo) : (obj | null) option =
    let pick below = Case.pick option.Key 0 below c
    if option.Type = typeof<int> then
        Some(box (1 + pick 4))
    elif option.Type = typeof<bool> then
        Some(box (pick 2 = 1))
    elif option.Type = typeof<float> then
        Some(box (float (1 + pick 7) / 8.0))
    elif option.Type.IsEnum then
        Some(box (Spelling.Snake(Enum.GetNames(option.Type)[pick (Enum.GetNames(option.Type).Length)])))
    else
        None

/// The options that the case sets, in the order of the method.
let drawn (c: Case) : KeyValuePair<string, obj | null> list =
    let all =
        PeftMethods.OptionsOf(methodOf c)
        |> Seq.choose (fun o -> value c o |> Option.map (fun v -> KeyValuePair(o.Key, v)))
        |> List.ofSeq
    all |> List.sortBy (fun pair -> Case.pick $"order/{pair.Key}" 0 1_000_000 c) |> List.truncate c?set

/// As a reader of text would hand it over.
let spelled (pair: KeyValuePair<string, obj | null>) : KeyValuePair<string, obj | null> =
    let text =
        match pair.Value with
        | :? bool as b -> (if b then "true" else "false")
        | v -> string (Convert.ToString(v, Globalization.CultureInfo.InvariantCulture))
    KeyValuePair(pair.Key, (box text: obj | null))
