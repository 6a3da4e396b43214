namespace Harness.Notebooks.Running

open System.IO

/// The folder that holds the solution file.
[<RequireQualifiedAccess>]
module RepositoryRoot =

    /// The nearest folder at or above `start` with a Harness.sln, or none.
    let tryFind (start: string) : string option =
        let rec up (folder: DirectoryInfo | null) =
            match folder with
            | null -> None
            | found when File.Exists(Path.Combine(found.FullName, "Harness.sln")) -> Some found.FullName
            | found -> up found.Parent
        up (DirectoryInfo(Path.GetFullPath start))
