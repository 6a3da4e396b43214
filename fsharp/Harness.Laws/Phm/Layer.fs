/// A PHM layer in plain numbers, and its definition written out: y = x·W + b, W = Σᵢ Aᵢ ⊗ (Tᵢ·Uᵢ).
/// Paper: MixPHM, arXiv 2303.01239, section 3.2; the layer itself is from Zhang et al. 2021 and Compacter.
namespace Harness.Laws.Phm

open Harness.Laws
open Harness.Laws.Matrix

/// Shapes: Rule n × [n, n]; Left n × [in/n, k]; Right n × [k, out/n]; Bias [1, out].
type Layer =
    { Rule: Matrix list
      Left: Matrix list
      Right: Matrix list
      Bias: Matrix }

    member this.N = this.Rule.Length
    member this.In = this.N * rows this.Left.Head
    member this.Out = this.N * columns this.Right.Head
    member this.Rank = columns this.Left.Head

/// What is checked: an implementation of the layer.
type Implementation =
    {
        /// x [rows, in] → y [rows, out].
        Forward: Layer -> Matrix -> Matrix
        /// The weight W [in, out].
        Materialise: Layer -> Matrix
        /// Scalars that the layer holds, counted by going through its tensors: in, out, n, k, own rule → count.
        Enumerate: int -> int -> int -> int -> bool -> int64
        /// The same by formula.
        ClosedForm: int -> int -> int -> int -> bool -> int64
    }

module Layer =
    /// Sizes n, a = in/n, b = out/n, k; small n first, so that failures shrink to it.
    let sizes = [ Case.knob "n" 1 4; Case.knob "a" 1 4; Case.knob "b" 1 4; Case.knob "k" 1 3 ]

    /// A layer whose entries all follow from the case.
    let ofCase c =
        { Rule = [ for i in 1 .. c?n -> Case.matrix $"A{i}" c?n c?n c ]
          Left = [ for i in 1 .. c?n -> Case.matrix $"T{i}" c?a c?k c ]
          Right = [ for i in 1 .. c?n -> Case.matrix $"U{i}" c?k c?b c ]
          Bias = Case.matrix "bias" 1 (c?n * c?b) c }

    /// W by the definition.
    let weight (layer: Layer) : Matrix =
        List.map3 (fun a t u -> kron a (multiply t u)) layer.Rule layer.Left layer.Right |> List.reduce add

    /// The bias, once for each of `count` rows.
    let biasRows count (layer: Layer) : Matrix = Array2D.init count layer.Out (fun _ j -> layer.Bias[0, j])

    /// y = x·W + b by the definition.
    let apply layer x : Matrix = add (multiply x (weight layer)) (biasRows (rows x) layer)

    /// k·(in + out) + out, and n³ for a rule of its own.
    let count inWidth outWidth n k ownRule = int64 (k * (inWidth + outWidth) + outWidth + (if ownRule then n * n * n else 0))

    /// min(in, out, n²·k): what the rank of W cannot exceed.
    let rankBound (layer: Layer) = List.min [ layer.In; layer.Out; layer.N * layer.N * layer.Rank ]
