/// Exact sign-flip permutation test for paired differences.
/// Under the null hypothesis each difference is as likely with either sign, so all 2ⁿ sign patterns are equally likely;
/// p is the share whose |sum| reaches the observed one. Scores are decimals, so sums are compared exactly, never as floats.
namespace Harness.Paper.Statistics

open System
open System.Collections.Generic
open System.Numerics

/// p = Hits / Total, with Total = 2ⁿ; no data of this size can go below `SmallestReachable`.
type SignFlipResult = { N: int; Hits: BigInteger; Total: BigInteger; P: float; SmallestReachable: float }

module SignFlip =
    /// More sums than this (about 2²²) are not worth holding in memory.
    let private mostSums = 4_194_304

    let smallestReachable n = if n = 0 then 1.0 else min 1.0 (2.0 ** float (1 - n))

    let private scaleOf (d: decimal) = int d.Scale

    /// The digits of d without their point, which may be more than a decimal holds once they are brought to another's places.
    let private unscaled (d: decimal) =
        let bits = Decimal.GetBits d
        let digits = bits[..2] |> Array.rev |> Array.fold (fun all word -> (all <<< 32) + BigInteger(uint32 word)) BigInteger.Zero
        if d < 0m then -digits else digits

    /// Differences as whole numbers of the finest decimal place among them.
    let private whole (ds: decimal[]) =
        let places = if ds.Length = 0 then 0 else ds |> Array.map scaleOf |> Array.max
        ds |> Array.map (fun d -> unscaled d * BigInteger.Pow(BigInteger 10, places - scaleOf d))

    let private add (sums: Dictionary<BigInteger, BigInteger>) s c =
        match sums.TryGetValue s with
        | true, before -> sums[s] <- before + c
        | _ -> sums[s] <- c

    /// How often each signed sum occurs; equal sums are merged, so n may be large when the scores are coarse.
    let private signedSums (ds: BigInteger[]) =
        let mutable sums = Dictionary<BigInteger, BigInteger>()
        sums[BigInteger.Zero] <- BigInteger.One
        for d in ds do
            let next = Dictionary<BigInteger, BigInteger>()
            for KeyValue(s, c) in sums do
                add next (s + d) c
                add next (s - d) c
            if next.Count > mostSums then
                invalidArg
                    "differences"
                    $"{ds.Length} differences have more than {mostSums} distinct signed sums; round them or use fewer"
            sums <- next
        sums

    /// Exact two-sided test on decimal differences.
    let test (differences: seq<decimal>) =
        let ds = whole (Array.ofSeq differences)
        let observed = BigInteger.Abs(Array.fold (+) BigInteger.Zero ds)
        let hits =
            signedSums ds
            |> Seq.filter (fun (KeyValue(s, _)) -> BigInteger.Abs s >= observed)
            |> Seq.fold (fun total (KeyValue(_, c)) -> total + c) BigInteger.Zero
        let total = BigInteger.Pow(BigInteger 2, ds.Length)
        { N = ds.Length
          Hits = hits
          Total = total
          P = float hits / float total
          SmallestReachable = smallestReachable ds.Length }

    /// Pairs of scores as read from a table: a float is taken as the shortest decimal that it prints as.
    let paired (pairs: seq<float * float>) = pairs |> Seq.map (fun (a, b) -> decimal a - decimal b) |> test
