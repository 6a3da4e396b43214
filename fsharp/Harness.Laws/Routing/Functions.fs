/// The routing functions by their definitions, and what each is said to be.
/// Paper: arXiv 2403.09377, method section; `add_relu`, `multiply_ones` and `routing_xt` are in the released code only.
module Harness.Laws.Routing.Functions

open Harness.Adapters.Routing
open Harness.Laws
open Harness.Laws.Matrix
open Harness.Laws.Torch

/// What is checked: x_t [T, r], x_v [V, r] → [T, r].
type Routing = RoutingFunction -> Transposition -> Matrix -> Matrix -> Matrix

/// How a function depends on one of its arguments, the other being fixed.
type Dependence =
    | Linear
    /// Linear but for a constant.
    | Affine
    /// A quadratic form: the parallelogram law holds.
    | Quadratic
    /// f(s·x) = sᵏ·f(x) for s ≥ 0 only, since a rectifier stands before it.
    | Rectified of degree: int

/// What a rotation Q of the bottleneck does: ρ(x_t·Q, x_v·Q) is …
type Rotation =
    /// … ρ·Q, so that the update is that of the unrotated bottleneck.
    | Turns
    /// … ρ itself, so that the update changes.
    | Stays
    /// … neither.
    | Breaks

/// The row of a function in the table of properties.
type Row =
    {
        Function: RoutingFunction
        /// As configurations spell it, with hyphens.
        Id: string
        /// Whether more than one vision token can be routed with.
        ManyTokens: bool
        Text: Dependence
        Picture: Dependence
        /// Degree in both together: ρ(s·x_t, s·x_v) = sᵏ·ρ; None for a sum of degrees.
        Degree: int
        /// Rank of x_t ↦ ρ for a picture x_v (of the outputs' span, where the map is not linear).
        Rank: Matrix -> int
        Rotation: Rotation
        /// Whether a token's result depends on that token alone.
        Local: bool
    }

let private some (v: Matrix) = if Seq.exists ((<>) 0.0) (Seq.cast<float> v) then 1 else 0
let private nonzero (v: Matrix) = Seq.cast<float> v |> Seq.filter ((<>) 0.0) |> Seq.length
let private columnSums (v: Matrix) : Matrix =
    Array2D.init 1 (columns v) (fun _ j -> Seq.sum (seq { for i in 0 .. rows v - 1 -> v[i, j] }))

let table =
    let row f id many text picture degree rank rotation local =
        { Function = f
          Id = id
          ManyTokens = many
          Text = text
          Picture = picture
          Degree = degree
          Rank = rank
          Rotation = rotation
          Local = local }
    [ row RoutingFunction.ElementMul "element-mul" false Linear Linear 2 nonzero Breaks true
      row RoutingFunction.ElementAdd "element-add" false Affine Affine 1 columns Turns true
      row RoutingFunction.Vllora "vllora" true Linear Quadratic 3 Rank.exact Turns true
      row RoutingFunction.ElementMulExpand "element-mul-expand" false Linear Linear 2 some Breaks true
      row RoutingFunction.RoutingXt "routing-xt" false Quadratic Linear 3 some Turns false
      row RoutingFunction.AddRelu "add-relu" true (Rectified 1) (Rectified 2) 3 Rank.exact Breaks true
      row RoutingFunction.MultiplyOnes "multiply-ones" true Linear Linear 2 (columnSums >> some) Stays true
      row RoutingFunction.AddReluMultiplyOnes "add-relu-multiply-ones" true (Rectified 1) (Rectified 1) 2 some Breaks true ]

/// Entry i of the result for token t, written out.
let definition f (xt: Matrix) (xv: Matrix) : Matrix =
    let r, tokens, pictures = columns xt, rows xt, rows xv
    let dot (a: int -> float) (b: int -> float) = Seq.sum (seq { for i in 0 .. r - 1 -> a i * b i })
    let text t i = xt[t, i]
    let picture j i = xv[j, i]
    let rectified x i = max 0.0 (x i)
    let sum over f = Seq.sum (seq { for j in 0 .. over - 1 -> f j })
    Array2D.init tokens r (fun t i ->
        match f with
        | RoutingFunction.None -> xt[t, i]
        | RoutingFunction.ElementMul -> xt[t, i] * xv[0, i]
        | RoutingFunction.ElementAdd -> xt[t, i] + xv[0, i]
        | RoutingFunction.ElementMulExpand -> sum r (text t) * xv[0, i]
        | RoutingFunction.RoutingXt -> sum tokens (fun s -> dot (text t) (text s)) * xv[0, i]
        | RoutingFunction.AddRelu -> sum pictures (fun j -> dot (rectified (text t)) (rectified (picture j)) * xv[j, i])
        | RoutingFunction.MultiplyOnes -> sum pictures (fun j -> dot (text t) (picture j))
        | RoutingFunction.AddReluMultiplyOnes -> sum pictures (fun j -> dot (rectified (text t)) (rectified (picture j)))
        | _ -> sum pictures (fun j -> dot (text t) (picture j) * xv[j, i]))

/// The harness's own.
let own: Routing =
    fun f transposition xt xv ->
        use _ = TorchSharp.torch.NewDisposeScope()
        let batch (m: Matrix) = (Bridge.tensor m).unsqueeze 0L
        Bridge.matrix (Router(f, transposition).Apply(batch xt, batch xv))
