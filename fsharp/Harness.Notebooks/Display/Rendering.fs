namespace Harness.Notebooks.Display

open Harness.Notebooks.Documents

/// A value as a front end shows it.
[<RequireQualifiedAccess>]
module Rendering =

    /// A bundle as it is; null as `<null>`; any other value through its registered formatters.
    let toBundle (value: objnull) : MimeBundle =
        match value with
        | null -> MimeBundle.plain "<null>"
        | :? MimeBundle as bundle -> bundle
        | :? string as text -> MimeBundle.plain text
        | found -> MimeBundle.plain (sprintf "%A" found)
