namespace Plotly.NET

open DynamicObj
open DynamicObj.Fields

/// Where a page finds plotly.js.
type PlotlyJSReference =
    /// A script tag with this address.
    | CDN of string
    /// The whole script in the page, which then works without a network.
    | Full
    /// Through require.js, from this address.
    | Require of string
    /// Nothing: the page around the chart has it.
    | NoReference

/// What surrounds a chart in its page.
type DisplayOptions() =
    inherit DynamicObj()

    static member init
        (?DocumentTitle: string, ?DocumentCharset: string, ?DocumentDescription: string,
         ?PlotlyJSReference: PlotlyJSReference) =
        DisplayOptions()
        |> fill
            [ "DocumentTitle" => DocumentTitle; "DocumentCharset" => DocumentCharset
              "DocumentDescription" => DocumentDescription; "PlotlyJSReference" => PlotlyJSReference ]

    static member initCDNOnly() =
        DisplayOptions.init (PlotlyJSReference = CDN $"https://cdn.plot.ly/plotly-{PlotlyJs.version}.min.js")

    /// The second options on top of the first, which are changed and returned.
    static member combine (first: DisplayOptions) (second: DisplayOptions) : DisplayOptions = Fields.combine first second

    static member getPlotlyReference(displayOpts: DisplayOptions) : PlotlyJSReference =
        displayOpts.TryGetTypedValue<PlotlyJSReference> "PlotlyJSReference"
        |> Option.defaultValue PlotlyJSReference.NoReference
