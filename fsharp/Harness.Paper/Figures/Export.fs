/// Figures as files: the numbers (CSV), what plotly.js is given (JSON), an interactive page that needs no network (HTML), and
/// pictures (SVG, PNG) where a Chromium is installed.
module Harness.Paper.Figures.Export

open System
open System.IO
open PuppeteerSharp
open Plotly.NET
open Plotly.NET.ImageExport

let private browsers = [ "chromium"; "chromium-browser"; "google-chrome"; "google-chrome-stable" ]

/// The Chromium on the path, if there is one.
let browser () =
    let folders = (Environment.GetEnvironmentVariable "PATH" |> Option.ofObj |> Option.defaultValue "").Split Path.PathSeparator
    Seq.allPairs browsers folders |> Seq.map (fun (name, folder) -> Path.Combine(folder, name)) |> Seq.tryFind File.Exists

/// A page with the whole of plotly.js in it.
let page figure =
    figure.Draw()
    |> Chart.withDisplayOptions (DisplayOptions.init (PlotlyJSReference = Full))
    |> GenericChart.toEmbeddedHTML

/// The files that are the same on every machine: CSV and JSON.
let stable figure = [ $"{figure.Id}.csv", Figure.csv figure; $"{figure.Id}.json", Figure.json figure ]

let private pictures (folder: string) program figure =
    let target = Path.Combine(folder, figure.Id)
    PuppeteerSharpRendererOptions.localBrowserExecutablePath <- Some program
    // A browser that runs as root refuses to start with its sandbox.
    PuppeteerSharpRendererOptions.launchOptions.Args <- [| "--no-sandbox" |]
    figure.Draw() |> Chart.saveSVG (target, Width = Figure.width, Height = Figure.height)
    figure.Draw() |> Chart.savePNG (target, Width = Figure.width, Height = Figure.height)

/// Writes every form of each figure below the folder; gives one line for each thing that was left out.
let save (folder: string) figures =
    Directory.CreateDirectory folder |> ignore
    let program = browser ()
    for figure in figures do
        for name, text in stable figure do
            File.WriteAllText(Path.Combine(folder, name), text)
        File.WriteAllText(Path.Combine(folder, figure.Id + ".html"), page figure)
        program |> Option.iter (fun p -> pictures folder p figure)
    match program, figures with
    | None, _ :: _ -> [ "figures: no SVG and PNG, because no Chromium was found (Debian and Ubuntu: apt-get install chromium); HTML, CSV and JSON are there" ]
    | _ -> []
