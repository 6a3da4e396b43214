/// Laws are values: an identifier, a sentence, the item of a paper that it supports, and something to check.
namespace Harness.Laws

open FsCheck
open FsCheck.FSharp

/// What one case showed. `Tags` make up the distribution that is reported beside the outcome.
type Finding = { Holds: bool; Because: string; Tags: string list }

type Law =
    {
        Id: string
        Statement: string
        /// Paper item that the law supports.
        Source: string
        /// Names of the methods that it speaks of, as in configurations; empty where it is about none in particular.
        Methods: string list
        /// A costly law runs one case for every `Cost` that are asked for (at least one).
        Cost: int
        /// The property; each finding is also handed to the observer, which keeps the tally.
        Property: (Finding -> unit) -> Property
    }

module Finding =
    let holds condition because = { Holds = condition; Because = because; Tags = [] }

    let tag name finding = { finding with Tags = name :: finding.Tags }

    /// Tags the case with one of two names.
    let either condition yes no finding = tag (if condition then yes else no) finding

    /// Entries equal up to `tolerance`; the message shows both sides.
    let near tolerance (expected: Matrix.Matrix) (actual: Matrix.Matrix) =
        let d = Matrix.distance expected actual
        if d <= tolerance then
            holds true ""
        else
            holds false $"differs by {d}: expected {Matrix.show expected}, got {Matrix.show actual}"

    let same expected actual = near 0.0 expected actual

    let equal name (expected: int64) (actual: int64) =
        if expected = actual then holds true "" else holds false $"{name} should be {expected}, is {actual}"

    /// The first finding that fails, else the last; tags are joined.
    let all findings =
        let worst = findings |> List.tryFind (fun f -> not f.Holds) |> Option.defaultWith (fun () -> List.last findings)
        { worst with Tags = findings |> List.collect (fun f -> f.Tags) }

module Law =
    /// The name under which a case is counted; empty where the law tells no kinds apart.
    let kind (finding: Finding) = String.concat ", " (List.rev finding.Tags)

    /// A law over cases from a generator of one's own.
    let overCases (cases: Arbitrary<Case>) id statement source (check: Case -> Finding) =
        let property observe case =
            let finding: Finding = check case
            observe finding
            let labelled = finding.Holds |> Prop.label finding.Because
            if finding.Tags.IsEmpty then labelled else labelled |> Prop.classify true (kind finding)
        { Id = id
          Statement = statement
          Source = source
          Methods = []
          Cost = 1
          Property = fun observe -> Prop.forAll cases (property observe) }

    /// A law over cases with entries in −spread … spread.
    let withSpread spread id statement source knobs check = overCases (Case.arbitrary spread knobs) id statement source check

    /// A law over cases with small entries (−3 … 3).
    let over id statement source knobs check = withSpread 3 id statement source knobs check

    /// Runs one case for every `cost` asked for.
    let costing cost law = { law with Cost = cost }

    /// Names the methods that the law speaks of.
    let about methods law = { law with Methods = methods }
