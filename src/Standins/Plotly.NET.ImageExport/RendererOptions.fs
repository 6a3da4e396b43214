namespace Plotly.NET.ImageExport

open PuppeteerSharp

/// Which browser renders pictures, and how it is started. Shared by the whole process.
module PuppeteerSharpRendererOptions =

    let mutable launchOptions = LaunchOptions(Timeout = 60000)

    /// The browser's executable; when none is named, chromium, chromium-browser, google-chrome or chrome on the path.
    let mutable localBrowserExecutablePath: string option = None

/// What renders pictures.
type ExportEngine =
    /// A headless Chromium.
    | PuppeteerSharp
