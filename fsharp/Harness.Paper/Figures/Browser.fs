namespace Harness.Paper.Figures

open System
open System.Collections.Generic
open System.IO
open System.Text.RegularExpressions
open System.Threading.Tasks
open Plotly.NET
open PuppeteerSharp
open PuppeteerSharp.Media
open Harness.Data.Packages

/// A figure drawn by plotly.js: SVG as text, PNG as bytes.
type Drawing = { Svg: string; Png: byte[] }

/// The Chromium of this machine, without a window: it draws figures and prints pages. It ends with the process that started it, however
/// that ends.
type Browser private (browser: IBrowser, profile: DirectoryInfo) =

    static let names = [| "chromium"; "chromium-browser"; "google-chrome"; "google-chrome-stable" |]

    /// How long a page may take on a busy machine.
    static let patience = TimeSpan.FromSeconds 120.0

    static let await (work: Task<'a>) = work.GetAwaiter().GetResult()
    static let finish (work: Task) = work.GetAwaiter().GetResult()

    static let arguments =
        // As root Chromium refuses to start with its sandbox; pages are the harness's own.
        [| "--no-sandbox"
           "--disable-gpu"
           "--disable-background-networking"
           "--disable-component-update"
           "--disable-sync"
           "--disable-dev-shm-usage" |]

    static let gate = obj ()
    static let mutable shared: Browser option = None

    static let plotly =
        lazy
            (let assembly = typeof<GenericChart>.Assembly
             let name =
                 assembly.GetManifestResourceNames() |> Array.find (fun n -> n.EndsWith(".min.js", StringComparison.Ordinal))
             use reader = new StreamReader(nonNull (assembly.GetManifestResourceStream name))
             reader.ReadToEnd())

    // A page with plotly.js, made when the first figure is drawn, and one that is printed. Figures are drawn one after the other.
    let canvas =
        lazy
            (let page = await (browser.NewPageAsync())
             await (page.AddScriptTagAsync(AddTagOptions(Content = plotly.Value))) |> ignore
             page)

    let paper = lazy await (browser.NewPageAsync())

    // Names of elements hold six random digits: one number throughout a drawing, and another for each trace. They become numbers in order.
    static let withoutChance (svg: string) =
        let seen = Dictionary<string, int>()
        let named (m: Match) =
            seen.TryAdd(m.Value, seen.Count) |> ignore
            $"trace{seen[m.Value]}"
        let svg = Regex.Replace(svg, "\\btrace[0-9a-f]{6}\\b", named)
        match Regex.Match(svg, "id=\"(?:top)?defs-([0-9a-f]{6})\"") with
        | found when found.Success -> svg.Replace(found.Groups[1].Value, "figure")
        | _ -> svg

    member private _.IsOpen = not browser.IsClosed

    /// The source of plotly.js, as Plotly.NET carries it.
    static member Plotly = plotly.Value

    /// The program on the path.
    static member Find() = ExternalProgram.Find names |> Option.ofObj

    /// <exception cref="T:System.InvalidOperationException">It does not start.</exception>
    static member Start(program: string) =
        let profile = Directory.CreateTempSubdirectory "harness-browser-"
        let options =
            // Through a pipe, so that it ends when this process does.
            LaunchOptions(
                ExecutablePath = program,
                Headless = true,
                Pipe = true,
                Args = arguments,
                UserDataDir = profile.FullName,
                Timeout = int patience.TotalMilliseconds,
                ProtocolTimeout = int patience.TotalMilliseconds
            )
        try
            new Browser(await (Puppeteer.LaunchAsync options), profile)
        with :? PuppeteerException as e ->
            profile.Delete true
            raise (InvalidOperationException($"{program} does not start: {e.Message}", e))

    /// The one that serves a whole process, started at its first use.
    /// <exception cref="T:System.InvalidOperationException">It does not start.</exception>
    static member Shared(program: string) =
        lock gate (fun () ->
            match shared with
            | Some browser when browser.IsOpen -> browser
            // None yet, or it is gone: an interruption from the terminal or from Jupyter reaches it as well.
            | _ ->
                let browser = Browser.Start program
                AppDomain.CurrentDomain.ProcessExit.Add(fun _ -> (browser :> IDisposable).Dispose())
                shared <- Some browser
                browser)

    /// Draws a chart.
    /// <param name="figure">What plotly.js is given: an object with data, layout and config, as JSON.</param>
    /// <param name="width">In px, as <paramref name="height"/>.</param>
    /// <param name="height">In px.</param>
    /// <exception cref="T:System.InvalidOperationException">plotly.js refuses the figure, or takes too long.</exception>
    member _.Draw(figure: string, width: int, height: int) : Drawing =
        let script =
            "async (figure, width, height) => {
               const size = { width, height };
               const svg = await Plotly.toImage(JSON.parse(figure), { format: 'svg', imageDataOnly: true, ...size });
               const canvas = document.createElement('canvas');
               const png = await Plotly.Snapshot.svgToImg({ svg, format: 'png', canvas, promise: true, scale: 1, ...size });
               return [svg, png.slice(png.indexOf(',') + 1)];
             }"
        try
            let drawn =
                lock canvas (fun () -> await (canvas.Value.EvaluateFunctionAsync<string[]>(script, figure, width, height)))
            { Svg = withoutChance drawn[0]; Png = Convert.FromBase64String drawn[1] }
        with :? PuppeteerException as e ->
            raise (InvalidOperationException($"the figure cannot be drawn: {e.Message}", e))

    /// Prints a page without scripts to PDF, on the paper size that its style sheet asks for.
    /// <exception cref="T:System.InvalidOperationException">It takes too long.</exception>
    member _.Print(html: string) : byte[] =
        try
            lock paper (fun () ->
                finish (paper.Value.SetContentAsync(html, SetContentOptions(Timeout = Nullable(int patience.TotalMilliseconds))))
                await (
                    paper.Value.PdfDataAsync(
                        PdfOptions(
                            PreferCSSPageSize = true,
                            PrintBackground = true,
                            Tagged = false,
                            Timeout = int patience.TotalMilliseconds
                        )
                    )
                ))
        with
        | :? PuppeteerException
        | :? TimeoutException as e -> raise (InvalidOperationException($"the page cannot be printed: {e.Message}", e))

    /// Opens a local page, waits until it has loaded, and looks at it.
    member _.Visit(file: string, look: IPage -> Task<'a>) : 'a =
        use page = await (browser.NewPageAsync())
        try
            await (
                page.GoToAsync(
                    Uri(Path.GetFullPath file).AbsoluteUri,
                    NavigationOptions(Timeout = Nullable(int patience.TotalMilliseconds))
                )
            )
            |> ignore
            await (look page)
        with :? PuppeteerException as e ->
            raise (InvalidOperationException($"{file} cannot be shown: {e.Message}", e))

    interface IDisposable with
        member _.Dispose() =
            browser.Dispose()
            // Its helpers may write to the profile for a moment after it has ended; what is left is in the folder for such things.
            try
                profile.Delete true
            with :? IOException ->
                ()
