namespace Harness.Paper.Claims

/// Where the evidence for a claim must come from.
type Scope =
    /// Exact: counts, ranks, identities.
    | Structural
    /// The small stand-in setting (scale proxy).
    | Proxy
    /// The paper's own data and backbone.
    | Full

/// How a claim is decided.
type Predicate =
    /// The method trains exactly so many numbers on the backbone.
    | Count of backbone: string * method: string * equals: int64
    /// All of these methods train equally many numbers on the backbone.
    | EqualCounts of backbone: string * methods: string list
    /// trained(numerator) / trained(denominator) on the backbone lies in [least, most].
    | CountRatio of backbone: string * numerator: string * denominator: string * least: float * most: float
    /// All of these laws hold.
    | Laws of ids: string list
    /// The method's mean is above each other's at every size (or at the sizes named).
    | Beats of method: string * others: string list * sizes: int list
    /// Each of the methods is below the reference method at one size at least.
    | NoneConsistentlyAbove of methods: string list * reference: string
    /// Each of the methods is below the reference method at the size (the nearest one that was run).
    | Below of methods: string list * reference: string * size: int
    /// Means do not fall as N_D grows.
    | Grows of methods: string list
    /// The deviation over seeds at the largest size is below that at the smallest.
    | SpreadShrinks of methods: string list
    /// At the largest size each method is above each baseline by more than either's deviation.
    | AboveBaselines of methods: string list * baselines: string list
    /// On every data set (or the one named) the best of the methods is above the reference by more than this share of its mean.
    | Gain of dataset: string * methods: string list * reference: string * least: float
    /// One of the methods at least is above the reference by every one of these measures of their answers.
    | GainOnAll of measures: string list * methods: string list * reference: string
    /// The score that the paper prints, with its mark (seen or unverified).
    | Value of dataset: string * method: string * size: int * mean: float * mark: string

type Claim =
    {
        Id: string
        /// What is claimed, in our words.
        Sentence: string
        /// Table, figure or section of the paper.
        Item: string
        /// structural, ordering, difference, value or ratio.
        Kind: string
        Scope: Scope
        Predicate: Predicate
        /// The experiment whose scores decide; `main` for the main comparison.
        Experiment: string
        /// The data set whose scores decide; empty for all of the experiment.
        Dataset: string
        /// Points (or relative share) by which it may be missed and still count as close.
        Tolerance: float
        /// Why that tolerance.
        Why: string
        /// Why it does not hold at a small scale, and the experiment that shows it; empty where nothing was found out.
        Analysis: string
    }

type Verdict =
    | Reproduced
    | Close
    | OrderingOnly
    | NotReproduced
    | NotAttempted
    | NotComparable

type Judged =
    {
        Claim: Claim
        Verdict: Verdict
        /// The numbers that decided, in a line.
        Evidence: string
    }

module Scope =
    let name =
        function
        | Structural -> "structural"
        | Proxy -> "proxy"
        | Full -> "full"

module Verdict =
    let name =
        function
        | Reproduced -> "reproduced"
        | Close -> "close"
        | OrderingOnly -> "ordering-only"
        | NotReproduced -> "not-reproduced"
        | NotAttempted -> "not-attempted"
        | NotComparable -> "not-comparable"
