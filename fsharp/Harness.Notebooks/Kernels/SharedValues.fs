namespace Harness.Notebooks.Kernels

open System.Collections.Generic

/// The hand-over point for values that a C# cell reads from F# cells: generated C# code fetches them here by name.
/// Static because a script submission can reach nothing else; filled just before each C# cell.
[<AbstractClass; Sealed>]
type SharedValues private () =

    static let values = Dictionary<string, objnull>()

    static member internal Set(name: string, value: objnull) : unit = values[name] <- value

    /// The value handed over under a name. Errors: KeyNotFoundException for a name that nobody handed over.
    static member Get(name: string) : objnull = values[name]
