/// The Chromium of this machine, where there is one: it draws pictures and prints pages.
module Harness.Paper.Figures.Browser

open System
open System.Diagnostics
open System.IO

let private names = [ "chromium"; "chromium-browser"; "google-chrome"; "google-chrome-stable" ]

/// The one on the path.
let find () =
    let folders = (Environment.GetEnvironmentVariable "PATH" |> Option.ofObj |> Option.defaultValue "").Split Path.PathSeparator
    Seq.allPairs names folders |> Seq.map (fun (name, folder) -> Path.Combine(folder, name)) |> Seq.tryFind File.Exists

/// How long a page may take on a busy machine.
let private patience = TimeSpan.FromSeconds 120.0

/// Runs the browser on a local page without a window and gives what it writes.
/// <exception cref="T:System.TimeoutException">It did not end in time.</exception>
/// <exception cref="T:System.InvalidOperationException">It ended with an error.</exception>
let run (program: string) (arguments: string list) (page: string) =
    let profile = Directory.CreateTempSubdirectory "harness-browser-"
    try
        let fixedArguments =
            // A browser that runs as root refuses to start with its sandbox.
            [ "--headless"; "--no-sandbox"; "--disable-gpu"; "--no-first-run"; "--no-default-browser-check"; "--disable-background-networking"
              "--disable-component-update"; "--disable-sync"; "--disable-extensions"; "--disable-dev-shm-usage"; "--virtual-time-budget=30000"
              $"--user-data-dir={profile.FullName}" ]
        let start = ProcessStartInfo(program, fixedArguments @ arguments @ [ Uri(Path.GetFullPath page).AbsoluteUri ], RedirectStandardOutput = true, RedirectStandardError = true)
        use browser = Process.Start start |> Option.ofObj |> Option.defaultWith (fun () -> raise (InvalidOperationException $"{program} did not start"))
        let output, errors = browser.StandardOutput.ReadToEndAsync(), browser.StandardError.ReadToEndAsync()
        if not (browser.WaitForExit patience) then
            browser.Kill true
            raise (TimeoutException $"{program} did not end within {patience.TotalSeconds:F0} s")
        if browser.ExitCode <> 0 then
            raise (InvalidOperationException $"{program} ended with code {browser.ExitCode}: {errors.Result.Trim()}")
        output.Result
    finally
        // Its helpers may write to the profile for a moment after it has ended; what is left is in the folder for such things.
        try profile.Delete true
        with :? IOException -> ()

/// Prints a local page to a PDF file.
let print program (page: string) (target: string) =
    run program [ $"--print-to-pdf={Path.GetFullPath target}"; "--no-pdf-header-footer" ] page |> ignore
    if not (File.Exists target) then
        raise (InvalidOperationException $"{program} printed nothing to {target}")
