module Harness.Laws.Tests.ConfigurationTests

open System
open System.Collections.Generic
open Harness.Adapters
open Harness.Adapters.Sites
open Harness.Laws
open Harness.Laws.Configurations
open Harness.Laws.Tests
open Xunit

let private own = Laws.own

[<Fact>]
let ``every law of configurations notices a planted defect`` () =
    Check.everyLawCatches
        100
        Laws.laws
        [ "settings are ignored", (fun name _ -> own name [])
          "whole numbers are read one too large",
          (fun name options ->
              own
                  name
                  (options
                   |> Seq.map (fun o ->
                       match o.Value with
                       | :? int as i -> KeyValuePair(o.Key, (box (i + 1): obj | null))
                       | _ -> o)))
          "the first unknown key ends it",
          (fun name options ->
              try
                  own name options
              with :? ArgumentException as e ->
                  raise (ArgumentException((e.Message.Split '\n')[0])))
          "texts are not read", (fun name options -> own name (options |> Seq.filter (fun o -> not (o.Value :? string))))
          "enumerations come back as their defaults",
          (fun name options -> own name (options |> Seq.filter (fun o -> o.Key <> "routing" && o.Key <> "reduction_factor"))) ]

[<Fact>]
let ``a refusal that names no divisors and one that leaves something behind are noticed`` () =
    let vague (method: PeftMethod) backbone =
        if method.Validate(backbone).Count > 0 then
            raise (ArgumentException "it does not fit")
    Check.fails "config.divisors" (Laws.refusals vague) |> ignore
    let messy (method: PeftMethod) (backbone: IBackbone) =
        for b in backbone.Biasables do
            b.AddBias()
        Laws.ownApply method backbone
    Check.fails "config.refusal-changes-nothing" (Laws.refusals messy) |> ignore

[<Fact>]
let ``numbers of generated configurations are bounded`` () =
    let arbitrary = Case.arbitrary 3 Options.sizes
    for case in FsCheck.FSharp.Gen.sample 200 arbitrary.Generator do
        for pair in Options.drawn case do
            match pair.Value with
            | :? float as x -> Assert.InRange(x, 0.125, 0.875)
            | :? int as i -> Assert.InRange(i, 1, 4)
            | _ -> ()
