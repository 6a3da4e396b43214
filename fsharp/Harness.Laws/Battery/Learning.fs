/// Who learns: only what is declared, and all of it.
module internal Harness.Laws.Battery.Learning

open Harness.Laws
open Harness.Laws.Battery.Trial
open TorchSharp

/// More experts than any case has.
let private draws = 3

/// A unit that is off for one input is on for another; so many inputs are tried before a parameter counts as still.
let private patience = 80

let private moves (p: torch.Tensor) =
    match gradient p with
    | Some g -> g.abs().max().item<float>() > 1e-12
    | None -> false

/// Names of the declared tensors that no input gives a gradient.
let private unmoved (t: Trial) =
    use model = tuned t
    let rec train input still =
        if List.isEmpty still || input = patience then
            still
        else
            use _ = torch.NewDisposeScope()
            model.Backbone.Root.zero_grad ()
            backward t model input (input % draws)
            train (input + 1) (still |> List.filter (fun (_, p) -> not (moves p)))
    trained model |> List.filter (fun (name, _) -> not (TinyModel.cancelled name)) |> train 0 |> List.map fst |> Set.ofList

let laws (subject: Subject) =
    let law item = law subject item
    [ law "declared-gradients" "no tensor but the declared ones gets a gradient, whichever expert is drawn" (fun t ->
          use model = tuned t
          let declared = trained model |> List.map fst |> Set.ofList
          for expert in 0 .. draws - 1 do
              backward t model expert expert
          [ for name, tensor in tensors model do
                if not (declared.Contains name) && (gradient tensor).IsSome then
                    Finding.holds false $"{name} is not declared and has a gradient"
            Finding.holds (trained model |> List.exists (fun (_, p) -> (gradient p).IsSome)) "nothing has a gradient" ]
          |> Finding.all)

      law
          "all-move"
          "every declared tensor gets a gradient in the course of training, but for key biases, which softmax cancels"
          (fun t ->
              // A rectified unit may be off for every input of a draw; then another draw of the initial values has to move what lies behind it.
              let rec never tries still =
                  if tries = 0 || Set.isEmpty still then
                      still
                  else
                      never (tries - 1) (Set.intersect still (unmoved { t with Case = Case.redrawn tries t.Case }))
              let still = never 20 (unmoved t)
              Finding.holds still.IsEmpty $"""still: {String.concat ", " still}""")

      law "frozen" "frozen tensors are bit-identical after steps, whichever experts are drawn, and something moved" (fun t ->
          use model = tuned t
          let declared = trained model |> List.map fst |> Set.ofList
          let frozen =
              tensors model
              |> List.filter (fun (name, _) -> not (declared.Contains name))
              |> List.map (fun (name, tensor) -> name, tensor, values tensor)
          let moving = trained model |> List.map (fun (_, p) -> p, values p)
          use optimiser = torch.optim.AdamW(moving |> Seq.map fst, lr = 0.01, weight_decay = 0.1)
          for step in 0 .. draws - 1 do
              model.Backbone.Root.zero_grad ()
              backward t model step step
              optimiser.step () |> ignore
          [ for name, tensor, before in frozen do
                if values tensor <> before then
                    Finding.holds false $"{name} is frozen and moved"
            Finding.holds (moving |> List.exists (fun (p, before) -> values p <> before)) "nothing moved" ]
          |> Finding.all) ]
