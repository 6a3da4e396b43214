module Charts.Tests.PageTests

open System.IO
open Xunit
open Plotly.NET
open Charts.Tests.Figures

[<Fact>]
let ``a saved page has the figure and a reference to plotly.js 2.27.1`` () =
    let folder = Directory.CreateTempSubdirectory "charts-"
    try
        bars () |> Chart.saveHtml (Path.Combine(folder.FullName, "page"))
        let html = File.ReadAllText(Path.Combine(folder.FullName, "page.html"))
        Assert.Contains("Plotly.newPlot(", html)
        Assert.Contains("plotly-2.27.1.min.js", html)
        Assert.Contains("\"ablation\"", html)
        Assert.True(html.Length < 30_000, "a page that refers to the script does not hold it")
    finally
        folder.Delete true

[<Fact>]
let ``a full page holds the script and asks nothing of the network`` () =
    let html = bars () |> Chart.withDisplayOptionsStyle (PlotlyJSReference = Full) |> GenericChart.toEmbeddedHTML
    Assert.Contains("plotly.js v2.27.1", html)
    Assert.DoesNotContain("src=\"http", html)

[<Fact>]
let ``a chart without a reference is one element and one script`` () =
    let html = bars () |> Chart.withDisplayOptionsStyle (PlotlyJSReference = NoReference) |> GenericChart.toChartHTML
    Assert.Contains("<div id=\"", html)
    Assert.DoesNotContain("<html", html)
