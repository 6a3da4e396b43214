module Charts.Tests.ImageTests

open System
open System.IO
open System.Xml.Linq
open Xunit
open Plotly.NET
open Plotly.NET.ImageExport
open PuppeteerSharp
open Charts.Tests

// As root a browser needs this argument; the published renderer does not add it by itself.
let private withBrowser () =
    PuppeteerSharpRendererOptions.launchOptions.Args <- [| "--no-sandbox" |]
    PuppeteerSharpRendererOptions.launchOptions.Timeout <- 300000
    if File.Exists "/usr/bin/chromium" then
        PuppeteerSharpRendererOptions.localBrowserExecutablePath <- Some "/usr/bin/chromium"

let private inFolder (work: string -> unit) =
    let folder = Directory.CreateTempSubdirectory "charts-"
    try work (Path.Combine(folder.FullName, "figure"))
    finally folder.Delete true

/// Width and height from a PNG's header.
let private sizeOf (file: string) =
    let bytes = File.ReadAllBytes file
    Assert.Equal<byte[]>([| 0x89uy; 0x50uy; 0x4Euy; 0x47uy |], bytes[..3])
    let number at = int (Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(bytes, at, 4)))
    number 16, number 20, bytes.Length

[<Fact>]
let ``a PNG has the size asked for times the scale, and something is drawn on it`` () =
    withBrowser ()
    inFolder (fun path ->
        Figures.curves () |> Chart.savePNG (path, Width = 640, Height = 420, Scale = 2.)
        let width, height, length = sizeOf (path + ".png")
        Assert.Equal((1280, 840), (width, height))
        Assert.True(length > 20_000, $"{length} bytes is an empty picture"))

[<Fact>]
let ``an SVG and a PNG of one chart take one start of a browser`` () =
    withBrowser ()
    inFolder (fun path ->
        let alone = Figures.curves () |> Chart.toBase64PNGString (Width = 640, Height = 420)
        Figures.curves () |> Chart.toSVGString (Width = 640, Height = 420) |> ignore
        Figures.curves () |> Chart.saveSVG (path, Width = 640, Height = 420)
        let browser = PuppeteerSharpRendererOptions.localBrowserExecutablePath
        PuppeteerSharpRendererOptions.localBrowserExecutablePath <- Some "/there/is/none"
        try Assert.Equal(alone, Figures.curves () |> Chart.toBase64PNGString (Width = 640, Height = 420))
        finally PuppeteerSharpRendererOptions.localBrowserExecutablePath <- browser)

[<Fact>]
let ``an SVG holds titles, traces and subplots and is the same each time`` () =
    withBrowser ()
    inFolder (fun path ->
        Figures.grid () |> Chart.saveSVG (path, Width = 900, Height = 700)
        let svg = File.ReadAllText(path + ".svg")
        let texts = [ for element in XDocument.Parse(svg).Descendants() do if element.Name.LocalName = "text" then element.Value ]
        for title in [ "similarity"; "ablation"; "band"; "seeds"; "half"; "L2" ] do
            Assert.Contains(title, texts)
        Assert.Equal(svg, Figures.grid () |> Chart.toSVGString (Width = 900, Height = 700)))
