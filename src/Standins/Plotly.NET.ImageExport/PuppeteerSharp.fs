namespace PuppeteerSharp

open System

/// How the browser is started.
type LaunchOptions() =
    /// Further command-line arguments.
    member val Args = Array.empty<string> with get, set
    /// The browser's executable; what the renderer options name wins over it.
    member val ExecutablePath: string = null with get, set
    /// Milliseconds after which a browser that has not answered is given up.
    member val Timeout = 30000 with get, set
