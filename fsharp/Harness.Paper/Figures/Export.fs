/// Figures as files: the numbers (CSV), what plotly.js is given (JSON), an interactive page that needs no network (HTML), and
/// pictures (SVG, PNG, PDF) where a Chromium is installed.
module Harness.Paper.Figures.Export

open System
open System.IO
open PuppeteerSharp
open Plotly.NET
open Plotly.NET.ImageExport

/// The Chromium on the path, if there is one.
let browser () = Browser.find ()

/// A page with the whole of plotly.js in it.
let page figure =
    figure.Draw()
    |> Chart.withDisplayOptions (DisplayOptions.init (PlotlyJSReference = Full))
    |> GenericChart.toEmbeddedHTML

/// The files that are the same on every machine: CSV and JSON.
let stable figure = [ $"{figure.Id}.csv", Figure.csv figure; $"{figure.Id}.json", Figure.json figure ]

/// The picture on a sheet of its own size.
let private sheet (svg: string) =
    $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><style>@page {{ size: {Figure.width}px {Figure.height}px; margin: 0 }} body {{ margin: 0 }}</style></head><body>{svg}</body></html>"

let private printed program (target: string) =
    let page = Path.Combine(Path.GetTempPath(), $"harness-{Guid.NewGuid():N}.html")
    File.WriteAllText(page, sheet (File.ReadAllText(target + ".svg")))
    try Browser.print program page (target + ".pdf")
    finally File.Delete page

let private pictures (folder: string) program figure =
    let target = Path.Combine(folder, figure.Id)
    figure.Draw() |> Chart.saveSVG (target, Width = Figure.width, Height = Figure.height)
    figure.Draw() |> Chart.savePNG (target, Width = Figure.width, Height = Figure.height)
    printed program target

/// Writes numbers, figure and page of each figure below the folder.
let save (folder: string) figures =
    Directory.CreateDirectory folder |> ignore
    for figure in figures do
        for name, text in stable figure do
            File.WriteAllText(Path.Combine(folder, name), text)
        File.WriteAllText(Path.Combine(folder, figure.Id + ".html"), page figure)

/// Writes SVG, PNG and PDF of each figure below the folder; gives one line for what was left out. Pictures are a convenience: a
/// browser that is missing, or that does not answer on a busy machine, takes nothing else away.
let savePictures (folder: string) figures =
    match browser (), figures with
    | _, [] -> []
    | None, _ -> [ "figures: no SVG, PNG and PDF, because no Chromium was found (Debian and Ubuntu: apt-get install chromium); HTML, CSV and JSON are there" ]
    | Some program, _ ->
        PuppeteerSharpRendererOptions.localBrowserExecutablePath <- Some program
        PuppeteerSharpRendererOptions.launchOptions.Args <- [| "--no-sandbox" |]
        try
            // A picture is mostly the start of a browser, which leaves cores idle.
            let drawn = [ for figure in figures -> async { pictures folder program figure } ]
            Async.Parallel(drawn, Environment.ProcessorCount) |> Async.RunSynchronously |> ignore
            []
        with :? TimeoutException | :? InvalidOperationException | :? IOException as e ->
            [ $"figures: SVG, PNG and PDF are incomplete ({e.Message}); HTML, CSV and JSON are there" ]
