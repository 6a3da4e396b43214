namespace Harness.Paper.Figures

open System
open System.IO
open System.Text.RegularExpressions
open System.Threading.Tasks
open Plotly.NET
open PuppeteerSharp
open PuppeteerSharp.Media

/// A figure drawn by plotly.js: SVG as text, PNG as bytes.
type Drawing = { Svg: string; Png: byte[] }

/// The Chromium of this machine, without a window: it draws figures and prints pages. It ends with the process that started it, however
/// that ends.
type Browser private (browser: IBrowser, profile: DirectoryInfo) =

    static let names = [ "chromium"; "chromium-browser"; "google-chrome"; "google-chrome-stable" ]

    /// How long a page may take on a busy machine.
    static let patience = TimeSpan.FromSeconds 120.0

    static let await (work: Task<'a>) = work.GetAwaiter().GetResult()
    static let finish (work: Task) = work.GetAwaiter().GetResult()

    static let arguments =
        // As root Chromium refuses to start with its sandbox; pages are the harness's own.
        [| "--no-sandbox"; "--disable-gpu"; "--disable-background-networking"; "--disable-component-update"; "--disable-sync"; "--disable-dev-shm-usage" |]

    static let gate = obj ()
    static let mutable shared: Browser option = None

    // A page with the whole of plotly.js in it, made when the first figure is drawn. Figures are drawn one after the other.
    let canvas =
        lazy
            (let page = await (browser.NewPageAsync())
             let html = Chart.Point(x = [ 0 ], y = [ 0 ]) |> Chart.withDisplayOptions (DisplayOptions.init (PlotlyJSReference = Full)) |> GenericChart.toEmbeddedHTML
             finish (page.SetContentAsync html)
             page)

    // Element names of a drawing hold a random number of six digits, the same throughout it.
    static let withoutChance (svg: string) =
        match Regex.Match(svg, "id=\"(?:top)?defs-([0-9a-f]{6})\"") with
        | found when found.Success -> svg.Replace(found.Groups[1].Value, "figure")
        | _ -> svg

    /// The program on the path.
    static member Find() =
        let folders = (Environment.GetEnvironmentVariable "PATH" |> Option.ofObj |> Option.defaultValue "").Split Path.PathSeparator
        Seq.allPairs names folders |> Seq.map (fun (name, folder) -> Path.Combine(folder, name)) |> Seq.tryFind File.Exists

    /// <exception cref="T:System.InvalidOperationException">It does not start.</exception>
    static member Start(program: string) =
        let profile = Directory.CreateTempSubdirectory "harness-browser-"
        let options =
            // Through a pipe, so that it ends when this process does.
            LaunchOptions(ExecutablePath = program, Headless = true, Pipe = true, Args = arguments, UserDataDir = profile.FullName,
                          Timeout = int patience.TotalMilliseconds, ProtocolTimeout = int patience.TotalMilliseconds)
        try new Browser(await (Puppeteer.LaunchAsync options), profile)
        with :? PuppeteerException as e ->
            profile.Delete true
            raise (InvalidOperationException($"{program} does not start: {e.Message}", e))

    /// The one that serves a whole process, started at its first use.
    /// <exception cref="T:System.InvalidOperationException">It does not start.</exception>
    static member Shared(program: string) =
        lock gate (fun () ->
            match shared with
            | Some browser -> browser
            | None ->
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
               const size = { width, height }, f = JSON.parse(figure);
               const svg = await Plotly.toImage(f, { format: 'svg', ...size });
               const png = await Plotly.toImage(f, { format: 'png', ...size });
               return [decodeURIComponent(svg.slice(svg.indexOf(',') + 1)), png.slice(png.indexOf(',') + 1)];
             }"
        try
            let drawn = lock canvas (fun () -> await (canvas.Value.EvaluateFunctionAsync<string[]>(script, figure, width, height)))
            { Svg = withoutChance drawn[0]; Png = Convert.FromBase64String drawn[1] }
        with :? PuppeteerException as e -> raise (InvalidOperationException($"the figure cannot be drawn: {e.Message}", e))

    /// Opens a local page, waits until it has loaded, and looks at it.
    member _.Visit(file: string, look: IPage -> Task<'a>) : 'a =
        use page = await (browser.NewPageAsync())
        try
            await (page.GoToAsync(Uri(Path.GetFullPath file).AbsoluteUri, NavigationOptions(Timeout = Nullable(int patience.TotalMilliseconds)))) |> ignore
            await (look page)
        with :? PuppeteerException as e -> raise (InvalidOperationException($"{file} cannot be shown: {e.Message}", e))

    /// Prints a local page to a PDF file, on the paper size that its style sheet asks for.
    member this.Print(file: string, target: string) =
        this.Visit(file, fun page -> task { do! page.PdfAsync(Path.GetFullPath target, PdfOptions(PreferCSSPageSize = true, PrintBackground = true)) })

    interface IDisposable with
        member _.Dispose() =
            browser.Dispose()
            // Its helpers may write to the profile for a moment after it has ended; what is left is in the folder for such things.
            try profile.Delete true
            with :? IOException -> ()
