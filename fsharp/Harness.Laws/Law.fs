/// Laws are values: an identifier, a sentence, the item of a paper that it supports, and something to check.
namespace Harness.Laws

open FsCheck
open FsCheck.FSharp

/// What one case showed. `Tags` make up the distribution that is reported beside the outcome.
type Finding =
    { Holds: bool
      Because: string
      Tags: string list }

type Law =
    { Id: string
      Statement: string
      /// Paper item that the law supports.
      Source: string
      /// A costly law runs one case for every `Cost` that are asked for (at least one).
      Cost: int
      Property: unit -> Property }

module Finding =
    let holds condition because = { Holds = condition; Because = because; Tags = [] }

    let tag name finding = { finding with Tags = name :: finding.Tags }

    /// Tags the case with one of two names.
    let either condition yes no finding = tag (if condition then yes else no) finding

    /// Entries equal up to `tolerance`; the message shows both sides when they are small.
    let near tolerance (expected: Matrix.Matrix) (actual: Matrix.Matrix) =
        let d = Matrix.distance expected actual
        holds (d <= tolerance) $"differs by {d}: expected {Matrix.show expected}, got {Matrix.show actual}"

    let same expected actual = near 0.0 expected actual

    let equal name (expected: int64) (actual: int64) = holds (expected = actual) $"{name} should be {expected}, is {actual}"

    /// The first finding that fails, else the last; tags are joined.
    let all findings =
        let worst = findings |> List.tryFind (fun f -> not f.Holds) |> Option.defaultWith (fun () -> List.last findings)
        { worst with Tags = findings |> List.collect (fun f -> f.Tags) }

module Law =
    let private toProperty (finding: Finding) =
        let labelled = finding.Holds |> Prop.label finding.Because
        if finding.Tags.IsEmpty then labelled else labelled |> Prop.classify true (String.concat ", " (List.rev finding.Tags))

    /// A law over cases with entries in −spread … spread.
    let withSpread spread id statement source knobs (check: Case -> Finding) =
        { Id = id
          Statement = statement
          Source = source
          Cost = 1
          Property = fun () -> Prop.forAll (Case.arbitrary spread knobs) (check >> toProperty) }

    /// A law over cases with small entries (−3 … 3).
    let over id statement source knobs check = withSpread 3 id statement source knobs check

    /// Runs one case for every `cost` asked for.
    let costing cost law = { law with Cost = cost }
