/// Figures as files: the numbers (CSV), what plotly.js is given (JSON), an interactive page that needs no network (HTML), and
/// pictures (SVG, PNG, PDF) where a Chromium is installed.
module Harness.Paper.Figures.Export

open System
open System.IO
open Plotly.NET

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

let private pictures (folder: string) (browser: Browser) figure =
    let target = Path.Combine(folder, figure.Id)
    let drawing = browser.Draw(Figure.json figure, Figure.width, Figure.height)
    File.WriteAllText(target + ".svg", drawing.Svg)
    File.WriteAllBytes(target + ".png", drawing.Png)
    let paper = Path.Combine(Path.GetTempPath(), $"harness-{Guid.NewGuid():N}.html")
    File.WriteAllText(paper, sheet drawing.Svg)
    try browser.Print(paper, target + ".pdf")
    finally File.Delete paper

/// Writes numbers, figure and page of each figure below the folder.
let save (folder: string) figures =
    Directory.CreateDirectory folder |> ignore
    for figure in figures do
        for name, text in stable figure do
            File.WriteAllText(Path.Combine(folder, name), text)
        File.WriteAllText(Path.Combine(folder, figure.Id + ".html"), page figure)

/// Hands the browser to what draws or prints; gives one line for what is left out. Pictures are a convenience: a browser that is missing,
/// or that does not answer on a busy machine, takes nothing else away.
let withBrowser (draw: Browser -> unit) =
    match Browser.Find() with
    | None -> [ "figures: no SVG, PNG and PDF, because no Chromium was found (Debian and Ubuntu: apt-get install chromium); HTML, CSV and JSON are there" ]
    | Some program ->
        try
            draw (Browser.Shared program)
            []
        with :? TimeoutException | :? InvalidOperationException | :? IOException as e ->
            [ $"figures: SVG, PNG and PDF are incomplete ({e.Message}); HTML, CSV and JSON are there" ]

/// Writes SVG, PNG and PDF of each figure below the folder.
let drawPictures (folder: string) figures browser = figures |> Seq.iter (pictures folder browser)
