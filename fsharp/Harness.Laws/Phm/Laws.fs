/// What a PHM layer promises: the factored product is the Kronecker sum, its size and its rank are what the formulas say,
/// and it contains multiplication of complex numbers (n = 2) and of quaternions (n = 4).
module Harness.Laws.Phm.Laws

open Harness.Laws
open Harness.Laws.Matrix

let private source = "PHM layer (arXiv 2303.01239, section 3.2)"
let private over spread id statement knobs check =
    Law.withSpread spread ("phm." + id) statement source knobs check |> Law.about [ "compacter"; "mixphm" ]
let private law id = over 3 id
let private wide id = over 500 id
let private batch c layer = Case.matrix "x" 3 (layer: Layer).In c
let private inputs c = let layer = Layer.ofCase c in layer, batch c layer

/// Generic rank: the largest of three draws; also that of the first draw.
let private generic (materialise: Layer -> Matrix) case =
    let ranks = [ for k in 0..2 -> Rank.exact (materialise (Layer.ofCase (Case.redrawn k case))) ]
    ranks.Head, List.max ranks

/// Complex product (u + v·i)(x + y·i), written out.
let private complexProduct (u: float, v: float) (x: float, y: float) = u * x - v * y, u * y + v * x

/// Hamilton product p·q of quaternions (1, i, j, k), written out.
let private hamilton (p: float[]) (q: float[]) =
    [| p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3]
       p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2]
       p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1]
       p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0] |]

/// The rule that makes x ↦ x·W the right multiplication by Σ wᵢ·eᵢ: row r of Aᵢ is the product e_r·e_i.
let private ruleOf (product: float[] -> float[] -> float[]) n : Matrix list =
    let unit i = Array.init n (fun j -> if i = j then 1.0 else 0.0)
    [ for i in 0 .. n - 1 ->
          let images = [| for r in 0 .. n - 1 -> product (unit r) (unit i) |]
          Array2D.init n n (fun r s -> images[r][s]) ]

/// A layer over an algebra with n units: a × b matrices of its numbers, as an (n·a) × (n·b) real matrix.
/// Full-rank factors: Tᵢ = the component matrix, Uᵢ = I.
let private algebraLayer product n c =
    { Rule = ruleOf product n
      Left = [ for i in 1..n -> Case.matrix $"T{i}" c?a c?b c ]
      Right = [ for _ in 1..n -> identity c?b ]
      Bias = zero 1 (n * c?b) }

/// Row vector of algebra numbers times matrix of algebra numbers, by the product itself.
let private algebraApply (product: float[] -> float[] -> float[]) n (layer: Layer) (x: Matrix) : Matrix =
    let a, b = layer.In / n, layer.Out / n
    let number row k = Array.init n (fun i -> x[row, i * a + k])
    let entry k j = Array.init n (fun i -> layer.Left[i][k, j])
    let y =
        Array2D.init (rows x) b (fun row j ->
            Seq.fold (Array.map2 (+)) (Array.zeroCreate n) (seq { for k in 0 .. a - 1 -> product (number row k) (entry k j) }))
    Array2D.init (rows x) (n * b) (fun row column -> y[row, column % b][column / b])

let private contains id statement product n (phm: Implementation) =
    law id statement [ Case.knob "a" 1 3; Case.knob "b" 1 3 ] (fun c ->
        let layer = algebraLayer product n c
        let x = batch c layer
        Finding.same (algebraApply product n layer x) (phm.Forward layer x))

let private complex (p: float[]) (q: float[]) =
    let re, im = complexProduct (p[0], p[1]) (q[0], q[1])
    [| re; im |]

let laws (phm: Implementation) =
    [ law "definition" "W = Σ Aᵢ⊗(Tᵢ·Uᵢ), the rule as the outer index" Layer.sizes (fun c ->
          let layer = Layer.ofCase c
          Finding.same (Layer.weight layer) (phm.Materialise layer))

      law "factored" "the factored forward pass equals x·W + b with W formed" Layer.sizes (fun c ->
          let layer, x = inputs c
          let formed = add (multiply x (phm.Materialise layer)) (Layer.biasRows 3 layer)
          Finding.near 1e-9 formed (phm.Forward layer x) |> Finding.tag $"n={c?n}")

      law "affine" "the layer is affine in its input: f(x + y) + f(0) = f(x) + f(y)" Layer.sizes (fun c ->
          let layer, x = inputs c
          let y = Case.matrix "y" 3 layer.In c
          let f = phm.Forward layer
          Finding.near 1e-9 (add (f x) (f y)) (add (f (add x y)) (f (zero 3 layer.In))))

      law "linear-in-rule" "the weight is linear in the rule A" Layer.sizes (fun c ->
          let layer = Layer.ofCase c
          let other = { layer with Rule = [ for i in 1 .. c?n -> Case.matrix $"C{i}" c?n c?n c ] }
          let sum = { layer with Rule = List.map2 add layer.Rule other.Rule }
          Finding.near 1e-9 (add (phm.Materialise layer) (phm.Materialise other)) (phm.Materialise sum))

      law
          "n-1-low-rank"
          "with n = 1 the layer is a low-rank linear layer scaled by A"
          [ Case.knob "a" 1 5; Case.knob "b" 1 5; Case.knob "k" 1 3 ]
          (fun c ->
              let layer = Layer.ofCase { c with Sizes = ("n", 1) :: c.Sizes }
              Finding.near 1e-9 (scale layer.Rule.Head[0, 0] (multiply layer.Left.Head layer.Right.Head)) (phm.Materialise layer))

      law
          "count"
          "parameters by formula, k·(in + out) + out (+ n³ with an own rule), equal those enumerated"
          (Case.knob "own" 0 1 :: Layer.sizes)
          (fun c ->
              let inWidth, outWidth, own = c?n * c?a, c?n * c?b, c?own = 1
              let enumerated = phm.Enumerate inWidth outWidth c?n c?k own
              Finding.all
                  [ Finding.equal "the formula" enumerated (phm.ClosedForm inWidth outWidth c?n c?k own)
                    Finding.equal "the count" (Layer.count inWidth outWidth c?n c?k own) enumerated ]
              |> Finding.either own "own rule" "shared rule")

      law "rank-bound" "rank W ≤ min(in, out, n²·k)" Layer.sizes (fun c ->
          let layer = Layer.ofCase c
          let r, bound = Rank.exact (phm.Materialise layer), Layer.rankBound layer
          Finding.holds (r <= bound) $"rank {r} is above {bound}" |> Finding.either (r = bound) "reached" "below")

      wide "rank-tight" "rank W = min(in, out, n²·k) for generic factors" Layer.sizes (fun c ->
          let layer = Layer.ofCase c
          let first, best = generic phm.Materialise c
          let bound = Layer.rankBound layer
          let limit = if bound = layer.N * layer.N * layer.Rank then "limited by n²·k" else "limited by a width"
          Finding.equal "generic rank" (int64 bound) (int64 best)
          |> Finding.tag limit
          |> Finding.either (first = bound) "first draw reaches it" "first draw below")

      contains "complex" "n = 2 contains matrix products over the complex numbers" complex 2 phm
      contains "quaternion" "n = 4 contains matrix products over the quaternions (Hamilton's product)" hamilton 4 phm ]

/// The layer by its definition: what every law must accept.
let definition =
    { Forward = Layer.apply
      Materialise = Layer.weight
      Enumerate = Layer.count
      ClosedForm = Layer.count }
