namespace Harness.Notebooks.Running

open System
open System.IO

/// Takes this machine's folders out of outputs, so that the same notebook gives the same bytes on another machine:
/// paths in the repository become relative to it, paths in the temporary folder begin with `<tmp>`.
[<RequireQualifiedAccess>]
module PathScrubber =

    let private under (folder: string) (replacement: string) (text: string) =
        let bare = folder.TrimEnd(Path.DirectorySeparatorChar)
        if bare.Length < 2 then
            text
        else
            text
                .Replace(bare + "/", (if replacement = "." then "" else replacement + "/"), StringComparison.Ordinal)
                .Replace(bare, replacement, StringComparison.Ordinal)

    /// `root` is the repository, or the notebook's own folder outside one.
    let scrub (root: string) : string -> string = under root "." >> under (Path.GetTempPath()) "<tmp>"
