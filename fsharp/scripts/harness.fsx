// One line gives a script or a notebook everything that the harness has, after one build (`./harness setup`, or `dotnet build`):
//
//     #load "harness.fsx"                       in a script of this folder, run with plain `dotnet fsi`
//     #load "../fsharp/scripts/harness.fsx"     in a notebook of notebooks/, run by `./harness nb run` or opened in Jupyter
//
// How it works: the build of Harness.Notebooks writes bin/references.fsx beside this file, with one `#r` for each assembly in
// its output folder: Harness.*, TorchSharp, Plotly.NET and FsCheck among them. Native libraries lie in the same folder as the
// assemblies that load them. In the runner, an assembly that the runner itself has loaded is used in place of the copy.
//
// In scope afterwards, without an `open`: `show`, `export`, `html`, `markdown` (Harness.Notebooks.InCell) and what follows here.
[<AutoOpen>]
module HarnessScript

#load "bin/references.fsx"

open System.IO

/// The folder with the sources, whatever folder a script or notebook is started from.
let repository : string = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "..", ".."))

/// A file or folder of the repository: `inRepository "paper/mixphm/claims.json"`.
let inRepository (path: string) : string = Path.Combine(repository, path)
