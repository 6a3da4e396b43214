namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic

/// A value that a cell made, with the type that its language gave it.
type CellValue =
    { Value: objnull
      Type: Type }

/// The hand-over point for values that cross from one language to the other: generated code fetches them here by name.
/// Static because a cell's code can reach nothing else; a value is filled in just before it is fetched.
[<AbstractClass; Sealed>]
type SharedValues private () =

    static let values = Dictionary<string, objnull>()

    static member internal Set(name: string, value: objnull) : unit = values[name] <- value

    /// The value handed over under a name. Errors: KeyNotFoundException for a name that nobody handed over.
    static member Get(name: string) : objnull = values[name]
