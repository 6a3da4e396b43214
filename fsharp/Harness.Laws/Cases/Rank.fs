/// Exact rank of a whole-number matrix: elimination in the field of integers modulo the prime 2³¹ − 1.
/// The rank there never exceeds the rank over the rationals, and is smaller only if the prime divides every leading minor,
/// which entries drawn at random do not do in practice (chance about 10⁻⁹ a pivot).
module Harness.Laws.Rank

open Harness.Laws.Matrix

let private prime = 2147483647L

let private reduce (x: float) =
    let r = int64 (System.Math.Round x) % prime
    if r < 0L then r + prime else r

let rec private power b e =
    if e = 0L then
        1L
    else
        let half = power (b * b % prime) (e / 2L)
        if e % 2L = 1L then half * b % prime else half

let private inverse x = power x (prime - 2L)

/// <exception cref="T:System.ArgumentException">An entry is not a whole number of at most 2⁵³.</exception>
let exact (a: Matrix) =
    a
    |> Array2D.iter (fun x ->
        if x <> System.Math.Round x || abs x > 9007199254740992.0 then
            invalidArg (nameof a) $"an exact rank needs whole numbers up to 2^53, got {x}")
    let m = Array2D.map reduce a
    let rows, columns = m.GetLength 0, m.GetLength 1
    let mutable rank = 0
    for column in 0 .. columns - 1 do
        let mutable pivot = rank
        while pivot < rows && m[pivot, column] = 0L do
            pivot <- pivot + 1
        if pivot < rows then
            for j in column .. columns - 1 do
                let t = m[pivot, j]
                m[pivot, j] <- m[rank, j]
                m[rank, j] <- t
            let scale = inverse m[rank, column]
            for i in rank + 1 .. rows - 1 do
                let factor = m[i, column] * scale % prime
                if factor <> 0L then
                    for j in column .. columns - 1 do
                        m[i, j] <- (m[i, j] + (prime - factor) * m[rank, j]) % prime
            rank <- rank + 1
    rank

/// Rank of a matrix of any numbers: elimination with full pivoting, entries below 10⁻⁹ of the largest counting as zero.
let numeric (a: Matrix) =
    let m = Array2D.copy a
    let rows, columns = m.GetLength 0, m.GetLength 1
    let largest = Seq.fold (fun best x -> max best (abs x)) 0.0 (Seq.cast<float> m)
    let rec eliminate rank =
        if rank = min rows columns then
            rank
        else
            let mutable pi, pj = rank, rank
            for i in rank .. rows - 1 do
                for j in rank .. columns - 1 do
                    if abs m[i, j] > abs m[pi, pj] then
                        pi <- i
                        pj <- j
            if abs m[pi, pj] <= 1e-9 * largest then
                rank
            else
                for j in 0 .. columns - 1 do
                    let t = m[pi, j]
                    m[pi, j] <- m[rank, j]
                    m[rank, j] <- t
                for i in 0 .. rows - 1 do
                    let t = m[i, pj]
                    m[i, pj] <- m[i, rank]
                    m[i, rank] <- t
                for i in rank + 1 .. rows - 1 do
                    let factor = m[i, rank] / m[rank, rank]
                    for j in rank .. columns - 1 do
                        m[i, j] <- m[i, j] - factor * m[rank, j]
                eliminate (rank + 1)
    eliminate 0
