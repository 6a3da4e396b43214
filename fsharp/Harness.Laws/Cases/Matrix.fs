/// Small dense matrices of whole numbers, held as floats. As long as sums stay below 2⁵³ every product is exact, so that
/// equality needs no tolerance and a rank is a count, not a judgement.
module Harness.Laws.Matrix

open System

/// rows × columns.
type Matrix = float[,]

let rows (a: Matrix) = a.GetLength 0
let columns (a: Matrix) = a.GetLength 1
let zero m n : Matrix = Array2D.zeroCreate m n
let identity n : Matrix = Array2D.init n n (fun i j -> if i = j then 1.0 else 0.0)
let transpose (a: Matrix) : Matrix = Array2D.init (columns a) (rows a) (fun i j -> a[j, i])
let scale c (a: Matrix) : Matrix = Array2D.map ((*) c) a
let add (a: Matrix) (b: Matrix) : Matrix = Array2D.init (rows a) (columns a) (fun i j -> a[i, j] + b[i, j])

let multiply (a: Matrix) (b: Matrix) : Matrix =
    Array2D.init (rows a) (columns b) (fun i j ->
        let mutable sum = 0.0
        for k in 0 .. columns a - 1 do
            sum <- sum + a[i, k] * b[k, j]
        sum)

let trace (a: Matrix) = Seq.sum (seq { for i in 0 .. rows a - 1 -> a[i, i] })

/// Kronecker product by its definition: block (i, j) of the result is a[i, j]·b.
let kron (a: Matrix) (b: Matrix) : Matrix =
    let p, q = rows b, columns b
    Array2D.init (rows a * p) (columns a * q) (fun i j -> a[i / p, j / q] * b[i % p, j % q])

/// Largest absolute difference; infinite when the shapes differ.
let distance (a: Matrix) (b: Matrix) =
    if rows a <> rows b || columns a <> columns b then
        infinity
    else
        let mutable most = 0.0
        for i in 0 .. rows a - 1 do
            for j in 0 .. columns a - 1 do
                // Not a number is as far as can be.
                most <- max most (abs (a[i, j] - b[i, j]))
        if Double.IsNaN most then infinity else most

/// One row a line, as F# reads it.
let show (a: Matrix) =
    let row i = seq { for j in 0 .. columns a - 1 -> string a[i, j] } |> String.concat " "
    seq { for i in 0 .. rows a - 1 -> row i } |> String.concat "; " |> sprintf "[%s]"
