namespace Plotly.NET

/// What every new chart starts from. Changing these changes the charts made afterwards.
module Defaults =

    let mutable DefaultWidth = 600

    let mutable DefaultHeight = 600

    let mutable DefaultConfig = Config.init (Responsive = true)

    let mutable DefaultDisplayOptions =
        DisplayOptions.init (
            DocumentTitle = "Plotly.NET Datavisualization",
            DocumentDescription = "A plotly.js graph generated with Plotly.NET",
            DocumentCharset = "UTF-8",
            PlotlyJSReference = CDN $"https://cdn.plot.ly/plotly-{PlotlyJs.version}.min.js")

    let mutable DefaultTemplate = ChartTemplates.plotly

    let reset () =
        DefaultWidth <- 600
        DefaultHeight <- 600
        DefaultConfig <- Config.init (Responsive = true)
        DefaultDisplayOptions <- DisplayOptions.initCDNOnly ()
        DefaultTemplate <- ChartTemplates.plotly
