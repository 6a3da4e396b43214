namespace Harness.Notebooks.Running

open System.IO

/// The folder that holds the sources, known by the file that fixes the packages' versions.
[<RequireQualifiedAccess>]
module RepositoryRoot =

    /// The nearest folder at or above `start` with a Directory.Packages.props, or none.
    let tryFind (start: string) : string option =
        let rec up (folder: DirectoryInfo | null) =
            match folder with
            | null -> None
            | found when File.Exists(Path.Combine(found.FullName, "Directory.Packages.props")) -> Some found.FullName
            | found -> up found.Parent
        up (DirectoryInfo(Path.GetFullPath start))
