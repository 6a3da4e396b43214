// One line gives a script or a notebook everything that the harness has, after one build (`./harness setup`, or `dotnet build`):
//
//     #load "harness.fsx"                       in a script of this folder, run with plain `dotnet fsi`
//     #load "../fsharp/scripts/harness.fsx"     in a notebook of notebooks/, run by `./harness nb run` or opened in Jupyter
//
// How it works: the build of Harness.Notebooks writes bin/references.fsx beside this file, with one `#r` for each assembly that a
// script may name: Harness.*, TorchSharp, Deedle, Plotly.NET and FsCheck among them. In the harness's own process, an assembly that is
// loaded already is used in place of the copy. docs/notebooks.md says how other hosts run the same notebooks.
//
// In scope afterwards, without an `open`: `show` and `export` (Harness.Notebooks.InCell) and what follows here.
[<AutoOpen>]
module HarnessScript

#load "bin/references.fsx"

open System
open System.IO
open System.Runtime.InteropServices
open System.Runtime.Loader

// Another host (dotnet fsi, dotnet-interactive, dotnet-repl) knows neither the folder of the build nor its native libraries. Every
// assembly must be loaded once, whatever the language of the cell, and natives are found when they are loaded already.
if not ((string (AppContext.GetData "TRUSTED_PLATFORM_ASSEMBLIES")).Contains "/Harness.Notebooks.dll") then
    AssemblyLoadContext.Default.add_Resolving(fun context name ->
        let path = Path.Combine(References.build, name.Name + ".dll")
        if File.Exists path then context.LoadFromAssemblyPath path else null)
    for name in [ "libtorch_global_deps.so"; "libLibTorchSharp.so" ] do
        let path = Path.Combine(References.build, name)
        if File.Exists path then NativeLibrary.Load path |> ignore
    Harness.Notebooks.Display.Formatters.register ()

/// The folder with the sources, whatever folder a script or notebook is started from.
let repository : string = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "..", ".."))

/// A file or folder of the repository: `inRepository "paper/mixphm/claims.json"`.
let inRepository (path: string) : string = Path.Combine(repository, path)
