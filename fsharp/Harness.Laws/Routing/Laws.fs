/// In which argument each routing function is linear, affine or quadratic, of what rank it is for one picture, and what it does not notice.
module Harness.Laws.Routing.Laws

open System
open Harness.Adapters.Routing
open Harness.Laws
open Harness.Laws.Matrix
open Harness.Laws.Routing.Functions

let private source = "routing functions (arXiv 2403.09377, method section)"
let private sizes row =
    [ Case.knob "T" 1 4; Case.knob "r" 1 4; (if row.ManyTokens then Case.knob "V" 1 4 else Case.knob "V" 1 1) ]
let private text stream (c: Case) = Case.matrix stream c?T c?r c
let private picture stream (c: Case) = Case.matrix stream c?V c?r c
let private minus a b = add a (scale -1.0 b)

let private permuted stream (m: Matrix) c : Matrix =
    let order = [| 0 .. rows m - 1 |] |> Array.sortBy (fun i -> Case.pick stream i 1_000_000 c, i)
    Array2D.init (rows m) (columns m) (fun i j -> m[order[i], j])

/// Five times a rotation in a plane of two neighbouring coordinates: whole numbers, so that results stay exact.
let private turn (c: Case) : Matrix =
    let i = Case.pick "plane" 0 (max 1 (c?r - 1)) c
    Array2D.init c?r c?r (fun a b ->
        if c?r < 2 then 5.0
        elif a = i && b = i || a = i + 1 && b = i + 1 then 3.0
        elif a = i && b = i + 1 then 4.0
        elif a = i + 1 && b = i then -4.0
        elif a = b then 5.0
        else 0.0)

/// f depends on its argument as said; x and y are two draws of it.
let private depends how (f: Matrix -> Matrix) x y (s: float) =
    match how with
    | Linear -> Finding.same (add (scale s (f x)) (f y)) (f (add (scale s x) y))
    | Affine -> Finding.same (add (f x) (f y)) (add (f (add x y)) (f (scale 0.0 x)))
    | Quadratic ->
        Finding.all
            [ Finding.same (scale 2.0 (add (f x) (f y))) (add (f (add x y)) (f (minus x y)))
              Finding.same (scale (s * s) (f x)) (f (scale s x)) ]
    | Rectified degree -> Finding.same (scale (Math.Pow(abs s, float degree)) (f x)) (f (scale (abs s) x))

let private says =
    function
    | Linear -> "linear"
    | Affine -> "affine, not linear,"
    | Quadratic -> "quadratic"
    | Rectified 1 -> "positively homogeneous, not linear,"
    | Rectified degree -> $"positively homogeneous of degree {degree}"

/// Generic draws differ: one of twenty does, since a rectified draw can be zero altogether.
let private differs (c: Case) why (sides: Case -> Matrix * Matrix) =
    let apart k =
        let a, b = sides (Case.redrawn k c)
        distance a b > 0.0
    Finding.holds (Seq.exists apart (seq { 0..19 })) why

let private ofRow (routing: Routing) (row: Row) =
    let f = routing row.Function Transposition.Transpose
    let about law = law |> Law.about [ "routing_lora"; "routing_adapter" ]
    let law id statement check = Law.over $"routing.{row.Id}-{id}" $"{row.Id}: {statement}" source (sizes row) check |> about
    // Counter-examples need room: two tokens, two coordinates, wide entries.
    let wide id statement check =
        let two = sizes row |> List.map (fun k -> if k.Name = "V" then k else { k with Least = 2 })
        Law.withSpread 50 $"routing.{row.Id}-{id}" $"{row.Id}: {statement}" source two check |> about
    [ law "definition" "the result is the formula's, entry for entry" (fun c ->
          Finding.same (definition row.Function (text "t" c) (picture "v" c)) (f (text "t" c) (picture "v" c)))

      law "text" $"it is {says row.Text} in the text" (fun c ->
          depends row.Text (fun x -> f x (picture "v" c)) (text "t" c) (text "u" c) (float (Case.entry "s" 0 c)))

      law "picture" $"it is {says row.Picture} in the picture" (fun c ->
          depends row.Picture (fun x -> f (text "t" c) x) (picture "v" c) (picture "w" c) (float (Case.entry "s" 0 c)))

      match row.Text with
      | Affine
      | Rectified _ ->
          wide "text-not-linear" "generic texts show that it is not linear in the text" (fun c ->
              differs c "f(−x) = −f(x) for all" (fun c ->
                  scale -1.0 (f (text "t" c) (picture "v" c)), f (scale -1.0 (text "t" c)) (picture "v" c)))
      | _ -> ()

      law "degree" $"scaling text and picture by s scales the result by s^{row.Degree}" (fun c ->
          let s = float (1 + Case.pick "s" 0 4 c)
          Finding.same
              (scale (pown s row.Degree) (f (text "t" c) (picture "v" c)))
              (f (scale s (text "t" c)) (scale s (picture "v" c))))

      law "rank" "for one picture the text moves it along as many dimensions as said" (fun c ->
          let v = picture "v" c
          let expected = row.Rank v
          match row.Text with
          | Linear
          | Affine ->
              // The map's matrix: unit vectors as tokens, less the constant.
              let image = f (identity c?r) v
              let constant = f (zero c?r c?r) v
              Finding.equal "rank" (int64 expected) (int64 (Rank.exact (minus image constant))) |> Finding.tag $"rank {expected}"
          | _ ->
              let span = Rank.exact (f (text "t" c) v)
              Finding.holds (span <= expected) $"results span {span} dimensions, more than {expected}"
              |> Finding.either (span = expected) "reached" "below")

      law "text-order" "permuting the text tokens permutes the result" (fun c ->
          Finding.same
              (permuted "order" (f (text "t" c) (picture "v" c)) c)
              (f (permuted "order" (text "t" c) c) (picture "v" c)))

      if row.ManyTokens then
          law "picture-order" "the order of the vision tokens does not matter" (fun c ->
              Finding.same (f (text "t" c) (picture "v" c)) (f (text "t" c) (permuted "order" (picture "v" c) c))
              |> Finding.tag $"V={c?V}")
      else
          law "one-token" "several vision tokens are refused, saying how many there are" (fun c ->
              try
                  f (text "t" c) (Case.matrix "v" (c?T + 1) c?r c) |> ignore
                  Finding.holds false $"{c?T + 1} vision tokens were accepted"
              with :? InvalidOperationException as e ->
                  Finding.holds (e.Message.Contains $"the feature has {c?T + 1}") e.Message)

      let turned c = f (multiply (text "t" c) (turn c)) (multiply (picture "v" c) (turn c))
      let size = pown 5.0 row.Degree // the turn is five times a rotation
      match row.Rotation with
      | Turns ->
          law "rotation" "a rotation of the bottleneck turns the result with it, so that the update stays" (fun c ->
              Finding.same (scale (size / 5.0) (multiply (f (text "t" c) (picture "v" c)) (turn c))) (turned c))
      | Stays ->
          law "rotation" "a rotation of the bottleneck leaves the result, so that the update changes" (fun c ->
              Finding.same (scale size (f (text "t" c) (picture "v" c))) (turned c))
      | Breaks ->
          wide
              "rotation"
              "a rotation of the bottleneck does not turn the result with it: generic draws are counter-examples"
              (fun c ->
                  differs c "it turned with the rotation in every draw" (fun c ->
                      scale (size / 5.0) (multiply (f (text "t" c) (picture "v" c)) (turn c)), turned c))

      let changed (c: Case) =
          let x, other = text "t" c, text "u" c
          Array2D.init c?T c?r (fun t i -> if t = 0 then x[t, i] else other[t, i])
      let first (m: Matrix) = Array2D.init 1 (columns m) (fun _ j -> m[0, j])
      if row.Local then
          law "local" "a token's result depends on that token and the picture alone, so that decoding can be cached" (fun c ->
              Finding.same (first (f (text "t" c) (picture "v" c))) (first (f (changed c) (picture "v" c))))
      else
          wide "local" "a token's result depends on the other tokens: generic draws are counter-examples" (fun c ->
              differs c "other tokens did not matter" (fun c ->
                  first (f (text "t" c) (picture "v" c)), first (f (changed c) (picture "v" c)))) ]

/// The released reshape in place of the transpose.
let private reshaped (routing: Routing) =
    let sizes least = [ Case.knob "T" 1 4; Case.knob "r" least 4; Case.knob "V" least 4 ]
    let sides f (c: Case) =
        let v = Case.matrix "v" c?V c?r c
        routing f Transposition.Transpose (text "t" c) v, routing f Transposition.Reshape (text "t" c) v
    let about law = law |> Law.about [ "routing_lora"; "routing_adapter" ]
    [ Law.over
          "routing.reshape-one-token"
          "with one vision token the released reshape is the transpose"
          source
          (sizes 1)
          (fun c ->
              let one = { c with Sizes = c.Sizes |> List.map (fun (name, v) -> name, (if name = "V" then 1 else v)) }
              let expected, actual = sides RoutingFunction.Vllora one
              Finding.same expected actual)
      |> about

      Law.withSpread
          50
          "routing.reshape-scrambles"
          "with several it is not: generic draws are counter-examples"
          source
          (sizes 2)
          (fun c -> differs c "the reshape agreed with the transpose" (sides RoutingFunction.Vllora))
      |> about ]

let laws (routing: Routing) = List.collect (ofRow routing) table @ reshaped routing
