/// Figures as files: the numbers (CSV), what plotly.js is given (JSON), an interactive page that needs no network (HTML), and
/// pictures (SVG, PNG, PDF) where a Chromium is installed.
module Harness.Paper.Figures.Export

open System
open System.IO
open Giraffe.ViewEngine

/// plotly.js for the head of a page.
let plotly = lazy script [] [ rawText Browser.Plotly ]

/// The interactive figure, for a page that has plotly.js.
let chart (figure: Figure) =
    // No text of a figure can end the script: JSON has "<" inside texts alone.
    let json = (Figure.json figure).Replace("<", "\\u003c")
    [ div [ _id $"plot-{figure.Id}" ] []; script [] [ rawText $"Plotly.newPlot('plot-{figure.Id}', {json.TrimEnd()});" ] ]

/// The files that are the same on every machine: CSV and JSON.
let stable figure = [ $"{figure.Id}.csv", Figure.csv figure; $"{figure.Id}.json", Figure.json figure ]

/// An interactive page of its own.
let page (figure: Figure) = Harness.Paper.Tables.Html.page figure.Title [ plotly.Value ] (chart figure)

/// Writes numbers, figure and page of each figure below the folder.
let save (folder: string) figures =
    Directory.CreateDirectory folder |> ignore
    for figure in figures do
        for name, text in stable figure @ [ $"{figure.Id}.html", page figure ] do
            File.WriteAllText(Path.Combine(folder, name), text)

/// Hands the browser to what draws or prints; gives one line for what is left out. Pictures are a convenience: a browser that is missing,
/// or that does not answer on a busy machine, takes nothing else away.
let withBrowser (draw: Browser -> unit) =
    match Browser.Find() with
    | None ->
        [ "figures: no SVG, PNG and PDF, because no Chromium was found (Debian and Ubuntu: apt-get install chromium); HTML, CSV and JSON are there" ]
    | Some program ->
        try
            draw (Browser.Shared program)
            []
        with
        | :? TimeoutException
        | :? InvalidOperationException
        | :? IOException as e -> [ $"figures: SVG, PNG and PDF are incomplete ({e.Message}); HTML, CSV and JSON are there" ]

/// A picture on a sheet of its own size.
let private sheet (svg: string) =
    let size = $"@page {{ size: {Figure.width}px {Figure.height}px; margin: 0 }} body {{ margin: 0 }}"
    RenderView.AsString.htmlDocument (html [] [ head [] [ style [] [ rawText size ] ]; body [] [ rawText svg ] ])

/// The picture that was drawn below the folder, inside the page: element names of one picture do not meet those of another.
let picture (folder: string) (figure: Figure) =
    let svg = File.ReadAllBytes(Path.Combine(folder, figure.Id + ".svg"))
    [ img [ _src ("data:image/svg+xml;base64," + Convert.ToBase64String svg); _alt figure.Title ] ]

/// Writes SVG, PNG and PDF of each figure below the folder.
let drawPictures (folder: string) figures (browser: Browser) =
    for figure in figures do
        let file extension = Path.Combine(folder, $"{figure.Id}.{extension}")
        let drawing = browser.Draw(Figure.json figure, Figure.width, Figure.height)
        File.WriteAllText(file "svg", drawing.Svg)
        File.WriteAllBytes(file "png", drawing.Png)
        File.WriteAllBytes(file "pdf", browser.Print(sheet drawing.Svg))
