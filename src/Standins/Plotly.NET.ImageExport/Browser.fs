namespace Plotly.NET.ImageExport

open System
open System.Diagnostics
open System.IO
open System.Text
open System.Threading
open System.Threading.Tasks

/// Runs a headless Chromium over one page and gives back the page as it then stands.
module internal Browser =

    let private names = [ "chromium"; "chromium-browser"; "google-chrome"; "google-chrome-stable"; "chrome" ]

    let private onPath () =
        let folders = (string (Environment.GetEnvironmentVariable "PATH")).Split Path.PathSeparator
        Seq.allPairs names folders
        |> Seq.map (fun (name, folder) -> Path.Combine(folder, name))
        |> Seq.tryFind File.Exists

    let private remedy =
        "install Chromium (Debian and Ubuntu: apt-get install chromium) or set PuppeteerSharpRendererOptions.localBrowserExecutablePath"

    /// The browser that will be used.
    let executable () =
        let options = PuppeteerSharpRendererOptions.launchOptions
        match PuppeteerSharpRendererOptions.localBrowserExecutablePath, options.ExecutablePath with
        | Some path, _ when File.Exists path -> path
        | Some path, _ -> raise (FileNotFoundException($"There is no browser at {path}; {remedy}.", path))
        | None, path when not (String.IsNullOrEmpty path) && File.Exists path -> path
        | None, _ ->
            match onPath () with
            | Some path -> path
            | None -> raise (FileNotFoundException $"Pictures need a Chromium and none is on the path; {remedy}.")

    // The page's clock runs ahead of the real one, so a page that waits for nothing real is done at once.
    let private arguments profile page =
        [ "--headless"; "--no-sandbox"; "--disable-gpu"; "--no-first-run"; "--no-default-browser-check"
          "--disable-background-networking"; "--disable-component-update"; "--disable-sync"; "--disable-extensions"
          "--disable-dev-shm-usage"; "--hide-scrollbars"; "--mute-audio"; "--force-color-profile=srgb"
          "--font-render-hinting=none"; "--allow-file-access-from-files"; $"--user-data-dir={profile}"
          "--virtual-time-budget=60000"; "--dump-dom" ]
        @ List.ofArray (Option.defaultValue [||] (Option.ofObj PuppeteerSharpRendererOptions.launchOptions.Args))
        @ [ Uri(page: string).AbsoluteUri ]

    let private tail (text: string) =
        let lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        String.Join(" | ", lines |> Seq.skip (max 0 (lines.Length - 3)))

    /// The document of a local page after its scripts have run. Times out as the launch options say.
    let dump (folder: string) (page: string) : Task<string> =
        task {
            let program = executable ()
            let start =
                ProcessStartInfo(
                    program, arguments (Path.Combine(folder, "profile")) page, RedirectStandardOutput = true,
                    RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8)
            use browser = Process.Start start
            let limit = PuppeteerSharpRendererOptions.launchOptions.Timeout
            use timer = new CancellationTokenSource(if limit <= 0 then Timeout.Infinite else limit)
            let output = browser.StandardOutput.ReadToEndAsync()
            let errors = browser.StandardError.ReadToEndAsync()
            try
                do! browser.WaitForExitAsync timer.Token
            with :? OperationCanceledException ->
                browser.Kill true
                raise (TimeoutException $"{program} did not draw the figure within {limit} ms.")
            let! document = output
            let! complaints = errors
            if browser.ExitCode <> 0 then
                raise (InvalidOperationException $"{program} ended with code {browser.ExitCode}: {tail complaints}")
            return document
        }
