/// McNemar's exact test: two systems answer the same questions; only the discordant ones tell.
namespace Harness.Paper.Statistics

open System.Numerics

module McNemar =
    /// numerator / 2^power to the nearest float, also where both overflow one.
    let private overPowerOfTwo (numerator: BigInteger) power =
        let shift = max 0 (int (numerator.GetBitLength()) - 62)
        System.Math.ScaleB(float (numerator >>> shift), shift - power)

    /// min(1, 2·P(X ≤ min(b, c))) for X ~ Bin(b + c, ½); 1 when nothing is discordant.
    /// <param name="onlyFirst">Questions that only the first system got right.</param>
    /// <param name="onlySecond">Questions that only the second system got right.</param>
    let exact onlyFirst onlySecond =
        let n = onlyFirst + onlySecond
        if onlyFirst < 0 || onlySecond < 0 then
            invalidArg (nameof onlyFirst) $"counts cannot be negative, got {onlyFirst} and {onlySecond}"
        let mutable term = BigInteger.One
        let mutable tail = BigInteger.Zero
        for k in 0 .. min onlyFirst onlySecond do
            tail <- tail + term
            term <- term * BigInteger(n - k) / BigInteger(k + 1)
        if n = 0 then 1.0 else min 1.0 (overPowerOfTwo (tail * BigInteger 2) n)

    /// From two answer sheets over the same questions.
    let ofAnswers (first: bool[]) (second: bool[]) =
        if first.Length <> second.Length then
            invalidArg (nameof second) $"the same questions are needed, got {first.Length} and {second.Length}"
        let only a b = Array.fold2 (fun n x y -> if x && not y then n + 1 else n) 0 a b
        exact (only first second) (only second first)
