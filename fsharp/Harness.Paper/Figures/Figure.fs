namespace Harness.Paper.Figures

open Plotly.NET
open Harness.Paper.Results

/// A figure: the numbers that it shows, and how to draw them. Charts change when they are styled, so each use draws afresh.
type Figure =
    {
        Id: string
        Title: string
        /// What is shown, of what, with what spread; stands below the figure.
        Caption: string
        Header: string list
        Data: string list list
        Draw: unit -> GenericChart
    }

module Figure =
    /// Width and height in px.
    let width, height = 860, 520

    /// Layout that every figure shares.
    let style title (xTitle: string) (yTitle: string) (xType: StyleParam.AxisType) (chart: GenericChart) =
        let grid = Color.fromHex "#dddddd"
        chart
        |> Chart.withTemplate ChartTemplates.light
        |> Chart.withTitle (title: string)
        |> Chart.withXAxisStyle (
            TitleText = xTitle,
            AxisType = xType,
            ShowLine = true,
            ShowGrid = true,
            GridColor = grid,
            ZeroLine = false
        )
        |> Chart.withYAxisStyle (TitleText = yTitle, ShowLine = true, ShowGrid = true, GridColor = grid)
        |> Chart.withSize (Width = width, Height = height)
        |> Chart.withConfigStyle (Responsive = true)

    /// Words in lines of about so many letters, as plotly.js breaks them; a longer word is broken behind its equals sign.
    let wrapped letters (text: string) =
        let broken (word: string) = if word.Length > letters then word.Replace("=", "=<br>") else word
        (("", 0), text.Split ' ' |> Array.map broken)
        ||> Array.fold (fun (lines, used) word ->
            if used = 0 then word, word.Length
            elif used + 1 + word.Length > letters then $"{lines}<br>{word}", word.Length
            else $"{lines} {word}", used + 1 + word.Length)
        |> fst

    /// The plotted numbers.
    let csv figure = Csv.write figure.Header figure.Data

    /// What plotly.js is given: equal data give equal text.
    let json figure = GenericChart.toFigureJson (figure.Draw()) + "\n"
