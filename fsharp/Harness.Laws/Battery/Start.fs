/// How a method begins: what it changes before any training, and what its values depend on.
module internal Harness.Laws.Battery.Start

open Harness.Laws
open Harness.Laws.Battery.Trial

/// Tensors by name that differ between two models, or that only one of them has.
let private differing one other =
    let values model = tensors model |> List.map (fun (name, t) -> name, values t) |> Map.ofList
    let a, b = values one, values other
    Set.union (Set.ofSeq a.Keys) (Set.ofSeq b.Keys)
    |> Set.filter (fun name -> a.TryFind name <> b.TryFind name)
    |> List.ofSeq

let laws (subject: Subject) =
    let law item = law subject item
    [ if subject.Promises.IdentityAtStart then
          law "identity-at-start" "freshly applied it changes no output" (fun t ->
              use before = bare t
              use after = fresh t
              Finding.near 1e-12 (output t before) (output t after))

      if subject.Promises.Attaches then
          law "switch-off" "switched off, the backbone answers as before, whatever was learned" (fun t ->
              use model = tuned t
              use backbone = bare t
              // Tensors of the backbone that the method trains stay trained: only modules can be switched off.
              let learned = trained model |> Map.ofList
              (use _ = TorchSharp.torch.no_grad ()
               for name, tensor in tensors backbone do
                   match learned.TryFind name with
                   | Some value -> tensor.copy_ value |> ignore
                   | None -> ())
              Finding.near 1e-12 (output t backbone) (outputOff model)
              |> Finding.either
                  (Matrix.distance (output t model) (outputOff model) > 1e-9)
                  "adapters matter"
                  "adapters change nothing")
      else
          law "switch-off" "it attaches nothing, so that switching off changes nothing" (fun t ->
              use model = tuned t
              Finding.same (output t model) (outputOff model))

      law "taken-off" "taken off, the model is what it was: names, values bit for bit, and output" (fun t ->
          use model = bare t
          let state () = tensors model |> List.map (fun (name, tensor) -> name, values tensor)
          let before, answer = state (), output t model
          apply t model
          match model.Detach with
          | None -> Finding.holds true "" |> Finding.tag "not detachable"
          | Some detach ->
              // What it trains of the model itself stays as it trained it.
              let own = before |> List.exists (fun (name, _) -> trained model |> List.exists (fst >> (=) name))
              if not own then
                  stir t model
              detach ()
              [ Finding.holds (state () = before) "names or values of the model are others"
                Finding.near 1e-12 answer (output t model) ]
              |> Finding.all)

      law "same-seed" "the same seed gives the same tensors and the same output" (fun t ->
          use one = fresh t
          use other = fresh t
          match differing one other with
          | [] -> Finding.same (output t one) (output t other)
          | name :: _ -> Finding.holds false $"{name} differs")

      law
          "other-seed"
          (if subject.Promises.Draws then
               "another seed gives other tensors"
           else
               "nothing is drawn: another seed gives the same tensors")
          (fun t ->
              use one = fresh t
              use other = bare t
              applyWith (t.Case.Seed + 1_000_003) t other
              let found = differing one other
              Finding.holds (found.IsEmpty <> subject.Promises.Draws) $"""{found.Length} tensors differ""")

      law "repeatable" "two passes of inference agree" (fun t ->
          use model = tuned t
          Finding.same (output t model) (output t model))

      law "dtype" "moving to single precision commutes with the forward pass" (fun t ->
          use model = tuned t
          let before = output t model
          let moved = TorchSharp.ModuleExtensionMethods.``to`` (model.Backbone.Root, TorchSharp.torch.float32)
          let after = output t model
          // Adapters of a model of one's own follow their layer at its next pass.
          let stray =
              moved.named_parameters () |> Seq.filter (fun struct (_, p) -> p.dtype <> TorchSharp.torch.float32) |> Seq.length
          let size = before |> Seq.cast<float> |> Seq.fold (fun m x -> max m (abs x)) 1.0
          [ Finding.holds (stray = 0) $"{stray} parameters stayed in double precision"; Finding.near (1e-3 * size) before after ]
          |> Finding.all) ]
