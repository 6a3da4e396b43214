/// What a law is checked on: a few named sizes, and a seed from which every entry follows.
/// A failing case shrinks towards the smallest sizes, then towards entries in {−1, 0, 1}, then towards a small seed.
namespace Harness.Laws

open FsCheck
open FsCheck.FSharp

/// A size and the range that it is drawn from.
type Knob = { Name: string; Least: int; Most: int }

type Case =
    {
        Sizes: (string * int) list
        /// Entries are whole numbers in −Spread … Spread.
        Spread: int
        Seed: int
    }

    override this.ToString() =
        let sizes = this.Sizes |> List.map (fun (name, v) -> $"{name}={v}") |> String.concat " "
        $"{sizes} spread={this.Spread} seed={this.Seed}"

[<AutoOpen>]
module CaseOperators =
    /// The size of that name: `case?n`.
    let (?) (case: Case) name =
        match case.Sizes |> List.tryFind (fst >> (=) name) with
        | Some(_, value) -> value
        | None -> invalidArg (nameof name) $"the case has no size {name}; it has {case}"

module Case =
    let knob name least most = { Name = name; Least = least; Most = most }

    /// SplitMix64: a well mixed word from (seed, stream, position).
    let private word seed (stream: string) position =
        let mutable z = uint64 seed * 0x9E3779B97F4A7C15UL + uint64 position * 0xD1B54A32D192ED03UL
        for c in stream do
            z <- (z ^^^ uint64 c) * 0x100000001B3UL
        z <- (z ^^^ (z >>> 30)) * 0xBF58476D1CE4E5B9UL
        z <- (z ^^^ (z >>> 27)) * 0x94D049BB133111EBUL
        z ^^^ (z >>> 31)

    /// The whole number at `position` of the named stream, in −Spread … Spread.
    let entry stream position case = int (word case.Seed stream position % uint64 (2 * case.Spread + 1)) - case.Spread

    /// 0 … below − 1 from the named stream.
    let pick stream position below case = int (word case.Seed stream position % uint64 below)

    /// The same sizes with other entries: draw number k, of which number 0 is the case itself.
    let redrawn k case = { case with Seed = case.Seed + k * 1_000_003 }

    /// m × n of whole numbers; equal names give equal matrices.
    let matrix stream m n case : Matrix.Matrix = Array2D.init m n (fun i j -> float (entry stream (i * n + j) case))

    /// m × n of rank exactly r: an (m × r) matrix with a unit block on top times an (r × n) one with a unit block at the left,
    /// then rows and columns rotated so that the unit blocks stand anywhere.
    let ranked stream m n r case : Matrix.Matrix =
        let left =
            Array2D.init m r (fun i j ->
                if i < r then (if i = j then 1.0 else 0.0) else float (entry (stream + "/l") (i * r + j) case))
        let right =
            Array2D.init r n (fun i j ->
                if j < r then (if i = j then 1.0 else 0.0) else float (entry (stream + "/r") (i * n + j) case))
        let product = Matrix.multiply left right
        let down, across = pick (stream + "/d") 0 m case, pick (stream + "/a") 0 n case
        Array2D.init m n (fun i j -> product[(i + down) % m, (j + across) % n])

    let private generator spread knobs =
        gen {
            let! sizes = knobs |> List.map (fun k -> Gen.choose (k.Least, k.Most)) |> Gen.sequenceToList
            let! seed = Gen.choose (0, 999_999)
            return { Sizes = List.map2 (fun k v -> k.Name, v) knobs sizes; Spread = spread; Seed = seed }
        }

    /// Candidates below v, boldest first.
    let private below least v =
        if v <= least then [] else [ least; (least + v) / 2; v - 1 ] |> List.distinct |> List.filter ((>) v)

    let private shrinker knobs case =
        seq {
            for k in knobs do
                for smaller in below k.Least (case?(k.Name)) do
                    { case with Sizes = case.Sizes |> List.map (fun (n, v) -> n, (if n = k.Name then smaller else v)) }
            // Another spread means other entries, so a few seeds are tried with each.
            for spread in below 1 case.Spread do
                for seed in 0..7 do
                    { case with Spread = spread; Seed = seed }
            for seed in [ 0 .. min 7 (case.Seed - 1) ] do
                { case with Seed = seed }
        }

    /// Cases over the given sizes with entries in −spread … spread.
    let arbitrary spread knobs = Arb.fromGenShrink (generator spread knobs, shrinker knobs)
