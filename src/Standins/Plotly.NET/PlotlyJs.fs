namespace Plotly.NET

open System
open System.IO
open System.Runtime.CompilerServices
open System.Security.Cryptography

[<assembly: InternalsVisibleTo("Plotly.NET.ImageExport")>]
do ()

/// The plotly.js script that figures are drawn with: version 2.27.1 of the npm package plotly.js-dist-min, fetched
/// by setup.sh beside this file into the user's cache and never shipped with the sources.
module internal PlotlyJs =

    let version = "2.27.1"
    let sha256 = "957c06d407f784f1093a7353da7a3d5a86f90590df447bc831ec9dab315eb267"

    /// The variable that names another copy of the script.
    let variable = "HARNESS_PLOTLYJS"

    let private environment name =
        match Environment.GetEnvironmentVariable name with
        | null | "" -> None
        | value -> Some value

    /// HARNESS_PLOTLYJS, or harness/plotly.js/plotly-2.27.1.min.js in XDG_CACHE_HOME (~/.cache by default).
    let location () =
        environment variable
        |> Option.defaultWith (fun () ->
            let cache =
                environment "XDG_CACHE_HOME"
                |> Option.defaultWith (fun () ->
                    Path.Combine(Environment.GetFolderPath Environment.SpecialFolder.UserProfile, ".cache"))
            Path.Combine(cache, "harness", "plotly.js", $"plotly-{version}.min.js"))

    let private remedy = "run ./harness setup (it fetches plotly.js-dist-min from npm), or name a copy with " + variable

    /// The path of the script, after comparing its contents with the pinned digest.
    let verifiedFile () =
        let path = location ()
        if not (File.Exists path) then
            raise (FileNotFoundException($"plotly.js {version} is not at {path}; {remedy}.", path))
        let found = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes path))
        if found <> sha256 then
            raise (InvalidDataException $"{path} is not plotly.js {version} (SHA-256 {found}); delete it and {remedy}.")
        path

    let source () = File.ReadAllText(verifiedFile ())
