namespace Plotly.NET

open DynamicObj

/// A chart: traces, a layout, a configuration and display options. Styling functions change the parts of the chart
/// that they are given, so a chart value belongs to one figure.
type GenericChart =
    | Chart of data: Trace * layout: Layout * config: Config * displayOpts: DisplayOptions
    | MultiChart of data: Trace list * layout: Layout * config: Config * displayOpts: DisplayOptions

    static member getTraces(gChart: GenericChart) : Trace list =
        match gChart with
        | Chart(trace, _, _, _) -> [ trace ]
        | MultiChart(traces, _, _, _) -> traces

    static member getLayout(gChart: GenericChart) : Layout =
        match gChart with
        | Chart(_, layout, _, _) | MultiChart(_, layout, _, _) -> layout

    static member getConfig(gChart: GenericChart) : Config =
        match gChart with
        | Chart(_, _, config, _) | MultiChart(_, _, config, _) -> config

    static member getDisplayOptions(gChart: GenericChart) : DisplayOptions =
        match gChart with
        | Chart(_, _, _, options) | MultiChart(_, _, _, options) -> options

    static member mapTrace (f: Trace -> Trace) (gChart: GenericChart) : GenericChart =
        match gChart with
        | Chart(trace, l, c, d) -> Chart(f trace, l, c, d)
        | MultiChart(traces, l, c, d) -> MultiChart(List.map f traces, l, c, d)

    static member mapiTrace (f: int -> Trace -> Trace) (gChart: GenericChart) : GenericChart =
        match gChart with
        | Chart(trace, l, c, d) -> Chart(f 0 trace, l, c, d)
        | MultiChart(traces, l, c, d) -> MultiChart(List.mapi f traces, l, c, d)

    static member mapLayout (f: Layout -> #Layout) (gChart: GenericChart) : GenericChart =
        match gChart with
        | Chart(t, layout, c, d) -> Chart(t, f layout :> Layout, c, d)
        | MultiChart(t, layout, c, d) -> MultiChart(t, f layout :> Layout, c, d)

    static member mapConfig (f: Config -> #Config) (gChart: GenericChart) : GenericChart =
        match gChart with
        | Chart(t, l, config, d) -> Chart(t, l, f config :> Config, d)
        | MultiChart(t, l, config, d) -> MultiChart(t, l, f config :> Config, d)

    static member mapDisplayOptions (f: DisplayOptions -> #DisplayOptions) (gChart: GenericChart) : GenericChart =
        match gChart with
        | Chart(t, l, c, options) -> Chart(t, l, c, f options :> DisplayOptions)
        | MultiChart(t, l, c, options) -> MultiChart(t, l, c, f options :> DisplayOptions)

    static member setLayout (layout: Layout) (gChart: GenericChart) = gChart |> GenericChart.mapLayout (fun _ -> layout)

    static member addLayout (layout: Layout) (gChart: GenericChart) =
        gChart |> GenericChart.mapLayout (fun present -> Layout.combine present layout)

    static member setConfig (config: Config) (gChart: GenericChart) = gChart |> GenericChart.mapConfig (fun _ -> config)

    static member addConfig (config: Config) (gChart: GenericChart) =
        gChart |> GenericChart.mapConfig (fun present -> Fields.combine present config)

    static member setDisplayOptions (displayOpts: DisplayOptions) (gChart: GenericChart) =
        gChart |> GenericChart.mapDisplayOptions (fun _ -> displayOpts)

    static member addDisplayOptions (displayOpts: DisplayOptions) (gChart: GenericChart) =
        gChart |> GenericChart.mapDisplayOptions (fun present -> DisplayOptions.combine present displayOpts)

    static member tryGetLayoutSize(gChart: GenericChart) : int option * int option =
        let layout = GenericChart.getLayout gChart
        layout.TryGetTypedValue<int> "width", layout.TryGetTypedValue<int> "height"

    static member countTrace(gChart: GenericChart) = List.length (GenericChart.getTraces gChart)

    static member existsTrace (predicate: Trace -> bool) (gChart: GenericChart) =
        GenericChart.getTraces gChart |> List.exists predicate

    /// All traces in one chart; layouts on top of each other, beginning with the first chart's, which is changed.
    static member combine(gCharts: seq<GenericChart>) : GenericChart =
        gCharts
        |> Seq.reduce (fun first second ->
            MultiChart(
                GenericChart.getTraces first @ GenericChart.getTraces second,
                Layout.combine (GenericChart.getLayout first) (GenericChart.getLayout second),
                Fields.combine (GenericChart.getConfig first) (GenericChart.getConfig second),
                DisplayOptions.combine (GenericChart.getDisplayOptions first) (GenericChart.getDisplayOptions second)))

    static member private copy (source: DynamicObj) (target: 'T when 'T :> DynamicObj) : 'T =
        source.CopyDynamicPropertiesTo target
        target

    /// A chart of traces, with copies of the defaults or with nothing else set.
    static member ofTraceObjects (useDefaults: bool) (traces: #seq<Trace>) : GenericChart =
        let layout, config, options =
            if useDefaults then
                Layout.init (
                    Width = Defaults.DefaultWidth, Height = Defaults.DefaultHeight,
                    Template = GenericChart.copy Defaults.DefaultTemplate (Template())),
                GenericChart.copy Defaults.DefaultConfig (Config()),
                GenericChart.copy Defaults.DefaultDisplayOptions (DisplayOptions())
            else
                Layout(), Config(), DisplayOptions.initCDNOnly ()
        match List.ofSeq traces with
        | [ trace ] -> Chart(trace, layout, config, options)
        | several -> MultiChart(several, layout, config, options)

    static member ofTraceObject (useDefaults: bool) (trace: Trace) = GenericChart.ofTraceObjects useDefaults [ trace ]

    /// What plotly.js draws: data and layout, with an empty list of frames.
    static member toFigureJson(gChart: GenericChart) : string =
        Json.object'
            [ "data", GenericChart.getTraces gChart; "layout", GenericChart.getLayout gChart; "frames", Array.empty<obj> ]

    /// Data, layout and config.
    static member toJson(gChart: GenericChart) : string =
        Json.object'
            [ "data", GenericChart.getTraces gChart; "layout", GenericChart.getLayout gChart
              "config", GenericChart.getConfig gChart ]

    /// An element and the script that draws into it, for a page that has plotly.js already.
    static member toChartHTML(gChart: GenericChart) : string =
        let json (part: obj) = Json.write part
        let reference = DisplayOptions.getPlotlyReference (GenericChart.getDisplayOptions gChart)
        Html.chart
            (json (GenericChart.getTraces gChart)) (json (GenericChart.getLayout gChart))
            (json (GenericChart.getConfig gChart)) reference

    /// A whole page, with plotly.js as the chart's display options say.
    static member toEmbeddedHTML(gChart: GenericChart) : string =
        Html.page (GenericChart.getDisplayOptions gChart) (GenericChart.toChartHTML gChart)
