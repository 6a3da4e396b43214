namespace Plotly.NET

open System
open System.IO
open System.Runtime.InteropServices
open DynamicObj
open DynamicObj.Fields
open Plotly.NET.LayoutObjects
open Plotly.NET.TraceObjects
open Plotly.NET.ConfigObjects

/// Styling, combining and saving of charts. What makes charts is in Chart2D.
type Chart =

    // ---- output ----

    /// Writes the chart as a page; ".html" is added to a path without it.
    [<CompiledName("SaveHtml")>]
    static member saveHtml(path: string, ?OpenInBrowser: bool) =
        fun (ch: GenericChart) ->
            let file = if path.EndsWith ".html" then path else path + ".html"
            File.WriteAllText(file, GenericChart.toEmbeddedHTML ch)
            if defaultArg OpenInBrowser false then
                Diagnostics.Process.Start(Diagnostics.ProcessStartInfo(file, UseShellExecute = true)) |> ignore

    [<CompiledName("Combine")>]
    static member combine(gCharts: seq<GenericChart>) = GenericChart.combine gCharts

    /// An empty cell of a grid.
    static member Invisible() =
        let hidden () = LinearAxis.init (ShowGrid = false, ShowLine = false, ShowTickLabels = false, ZeroLine = false)
        GenericChart.ofTraceObject false (Trace2D.make "scatter" [])
        |> GenericChart.mapLayout (fun layout ->
            layout
            |> Layout.setLinearAxis (StyleParam.SubPlotId.XAxis 1, hidden ())
            |> Layout.setLinearAxis (StyleParam.SubPlotId.YAxis 1, hidden ()))

    // ---- traces ----

    /// Name and legend entry of the traces; from the second trace on the name gets a number.
    [<CompiledName("WithTraceInfo")>]
    static member withTraceInfo
        (?Name: string, ?Visible: StyleParam.Visible, ?ShowLegend: bool, ?LegendRank: int, ?LegendGroup: string,
         ?LegendGroupTitle: Title) =
        GenericChart.mapiTrace (fun i trace ->
            let name = Name |> Option.map (fun text -> if i = 0 then text else $"{text}_{i}")
            trace
            |> fill
                [ "name" => name; "visible" =>> Visible; "showlegend" => ShowLegend; "legendrank" => LegendRank
                  "legendgroup" => LegendGroup; "legendgrouptitle" => LegendGroupTitle ])

    /// The numbers of the x and y axes on which the traces are drawn.
    [<CompiledName("WithAxisAnchor")>]
    static member withAxisAnchor(?X: int, ?Y: int) =
        GenericChart.mapTrace (fun trace ->
            trace
            |> fill
                [ "xaxis" => Option.map (StyleParam.LinearAxisId.X >> string) X
                  "yaxis" => Option.map (StyleParam.LinearAxisId.Y >> string) Y ])

    [<CompiledName("WithMarker")>]
    static member withMarker(marker: Marker) = GenericChart.mapTrace (Trace.update "marker" marker)

    [<CompiledName("WithMarkerStyle")>]
    static member withMarkerStyle
        (?Angle: float, ?AngleRef: StyleParam.AngleRef, ?AutoColorScale: bool, ?CAuto: bool, ?CMax: float,
         ?CMid: float, ?CMin: float, ?Color: Color, ?Colors: seq<Color>, ?ColorAxis: StyleParam.SubPlotId,
         ?ColorBar: ColorBar, ?Colorscale: StyleParam.Colorscale, ?CornerRadius: int, ?Outline: Line,
         ?MaxDisplayed: int, ?Opacity: float, ?MultiOpacity: seq<float>, ?Pattern: Pattern, ?ReverseScale: bool,
         ?ShowScale: bool, ?Size: int, ?MultiSize: seq<int>, ?SizeMin: int, ?SizeRef: int,
         ?Symbol: StyleParam.MarkerSymbol, ?MultiSymbol: seq<StyleParam.MarkerSymbol>, ?OutlierColor: Color,
         ?OutlierWidth: int) =
        let marker () =
            Marker.init (
                ?Angle = Angle, ?AngleRef = AngleRef, ?AutoColorScale = AutoColorScale, ?CAuto = CAuto, ?CMax = CMax,
                ?CMid = CMid, ?CMin = CMin, ?Color = Color, ?Colors = Colors, ?ColorAxis = ColorAxis,
                ?ColorBar = ColorBar, ?Colorscale = Colorscale, ?CornerRadius = CornerRadius, ?Outline = Outline,
                ?MaxDisplayed = MaxDisplayed, ?Opacity = Opacity, ?MultiOpacity = MultiOpacity, ?Pattern = Pattern,
                ?ReverseScale = ReverseScale, ?ShowScale = ShowScale, ?Size = Size, ?MultiSize = MultiSize,
                ?SizeMin = SizeMin, ?SizeRef = SizeRef, ?Symbol = Symbol, ?MultiSymbol = MultiSymbol,
                ?OutlierColor = OutlierColor, ?OutlierWidth = OutlierWidth)
        GenericChart.mapTrace (fun trace -> Trace.update "marker" (marker ()) trace)

    [<CompiledName("WithLine")>]
    static member withLine(line: Line) = GenericChart.mapTrace (Trace.update "line" line)

    [<CompiledName("WithLineStyle")>]
    static member withLineStyle
        (?AutoColorScale: bool, ?CAuto: bool, ?CMax: float, ?CMid: float, ?CMin: float, ?Color: Color,
         ?ColorAxis: StyleParam.SubPlotId, ?Colorscale: StyleParam.Colorscale, ?ReverseScale: bool, ?ShowScale: bool,
         ?ColorBar: ColorBar, ?Dash: StyleParam.DrawingStyle, ?Shape: StyleParam.Shape, ?Simplify: bool,
         ?Smoothing: float, ?Width: float, ?MultiWidth: seq<float>, ?OutlierColor: Color, ?OutlierWidth: float) =
        let line () =
            Line.init (
                ?AutoColorScale = AutoColorScale, ?CAuto = CAuto, ?CMax = CMax, ?CMid = CMid, ?CMin = CMin,
                ?Color = Color, ?ColorAxis = ColorAxis, ?Colorscale = Colorscale, ?ReverseScale = ReverseScale,
                ?ShowScale = ShowScale, ?ColorBar = ColorBar, ?Dash = Dash, ?Shape = Shape, ?Simplify = Simplify,
                ?Smoothing = Smoothing, ?Width = Width, ?MultiWidth = MultiWidth, ?OutlierColor = OutlierColor,
                ?OutlierWidth = OutlierWidth)
        GenericChart.mapTrace (fun trace -> Trace.update "line" (line ()) trace)

    [<CompiledName("WithXError")>]
    static member withXError(xError: Error) = GenericChart.mapTrace (Trace.update "error_x" xError)

    [<CompiledName("WithXErrorStyle")>]
    static member withXErrorStyle
        (?Visible: bool, ?Type: StyleParam.ErrorType, ?Symmetric: bool, ?Array: seq<#IConvertible>,
         ?Arrayminus: seq<#IConvertible>, ?Value: float, ?Valueminus: float, ?Traceref: int, ?Tracerefminus: int,
         ?Copy_ystyle: bool, ?Color: Color, ?Thickness: float, ?Width: float) =
        Chart.withXError (
            Error.init (
                ?Visible = Visible, ?Type = Type, ?Symmetric = Symmetric, ?Array = Array, ?Arrayminus = Arrayminus,
                ?Value = Value, ?Valueminus = Valueminus, ?Traceref = Traceref, ?Tracerefminus = Tracerefminus,
                ?Copy_ystyle = Copy_ystyle, ?Color = Color, ?Thickness = Thickness, ?Width = Width))

    [<CompiledName("WithYError")>]
    static member withYError(yError: Error) = GenericChart.mapTrace (Trace.update "error_y" yError)

    [<CompiledName("WithYErrorStyle")>]
    static member withYErrorStyle
        (?Visible: bool, ?Type: StyleParam.ErrorType, ?Symmetric: bool, ?Array: seq<#IConvertible>,
         ?Arrayminus: seq<#IConvertible>, ?Value: float, ?Valueminus: float, ?Traceref: int, ?Tracerefminus: int,
         ?Copy_ystyle: bool, ?Color: Color, ?Thickness: float, ?Width: float) =
        Chart.withYError (
            Error.init (
                ?Visible = Visible, ?Type = Type, ?Symmetric = Symmetric, ?Array = Array, ?Arrayminus = Arrayminus,
                ?Value = Value, ?Valueminus = Valueminus, ?Traceref = Traceref, ?Tracerefminus = Tracerefminus,
                ?Copy_ystyle = Copy_ystyle, ?Color = Color, ?Thickness = Thickness, ?Width = Width))

    [<CompiledName("WithColorBar")>]
    static member withColorBar(colorbar: ColorBar) = GenericChart.mapTrace (Trace.update "colorbar" colorbar)

    [<CompiledName("WithColorbarStyle")>]
    static member withColorBarStyle
        (?TitleText: string, ?TitleFont: Font, ?TitleStandoff: int, ?Title: Title, ?Len: float,
         ?LenMode: StyleParam.UnitMode, ?Orientation: StyleParam.Orientation, ?OutlineWidth: float,
         ?Thickness: float, ?TickFont: Font, ?TickFormat: string, ?TickMode: StyleParam.TickMode,
         ?TickText: seq<#IConvertible>, ?TickVals: seq<#IConvertible>, ?X: float,
         ?XAnchor: StyleParam.HorizontalAlign, ?Y: float, ?YAnchor: StyleParam.VerticalAlign) =
        Chart.withColorBar (
            ColorBar.init (
                Title = Chart.titleOf (Title, TitleText, TitleFont, TitleStandoff), ?Len = Len, ?LenMode = LenMode,
                ?Orientation = Orientation, ?OutlineWidth = OutlineWidth, ?Thickness = Thickness,
                ?TickFont = TickFont, ?TickFormat = TickFormat, ?TickMode = TickMode, ?TickText = TickText,
                ?TickVals = TickVals, ?X = X, ?XAnchor = XAnchor, ?Y = Y, ?YAnchor = YAnchor))

    // ---- layout ----

    [<CompiledName("WithLayout")>]
    static member withLayout(layout: Layout) = GenericChart.addLayout layout

    [<CompiledName("WithLayoutStyle")>]
    static member withLayoutStyle
        (?Title: Title, ?ShowLegend: bool, ?Margin: Margin, ?AutoSize: bool, ?Width: int, ?Height: int, ?Font: Font,
         ?Separators: string, ?PaperBGColor: Color, ?PlotBGColor: Color, ?AutoTypeNumbers: StyleParam.AutoTypeNumbers,
         ?Colorscale: DefaultColorScales, ?Colorway: Color, ?HoverMode: StyleParam.HoverMode, ?HoverDistance: int,
         ?Hoverlabel: Hoverlabel, ?UIRevision: string, ?Template: DynamicObj, ?Meta: string, ?Grid: LayoutGrid,
         ?BarGap: float, ?BarGroupGap: float, ?BarMode: StyleParam.BarMode, ?BarNorm: StyleParam.BarNorm,
         ?BoxGap: float, ?BoxGroupGap: float, ?BoxMode: StyleParam.BoxMode, ?Annotations: seq<Annotation>,
         ?Shapes: seq<Shape>) =
        Chart.withLayout (
            Layout.init (
                ?Title = Title, ?ShowLegend = ShowLegend, ?Margin = Margin, ?AutoSize = AutoSize, ?Width = Width,
                ?Height = Height, ?Font = Font, ?Separators = Separators, ?PaperBGColor = PaperBGColor,
                ?PlotBGColor = PlotBGColor, ?AutoTypeNumbers = AutoTypeNumbers, ?Colorscale = Colorscale,
                ?Colorway = Colorway, ?HoverMode = HoverMode, ?HoverDistance = HoverDistance,
                ?Hoverlabel = Hoverlabel, ?UIRevision = UIRevision, ?Template = Template, ?Meta = Meta, ?Grid = Grid,
                ?BarGap = BarGap, ?BarGroupGap = BarGroupGap, ?BarMode = BarMode, ?BarNorm = BarNorm,
                ?BoxGap = BoxGap, ?BoxGroupGap = BoxGroupGap, ?BoxMode = BoxMode, ?Annotations = Annotations,
                ?Shapes = Shapes))

    static member private titleOf(title, text: string option, font: Font option, standoff: int option) =
        title |> Option.defaultWith Title |> fill [ "text" => text; "font" => font; "standoff" => standoff ]

    [<CompiledName("WithXAxis")>]
    static member withXAxis(xAxis: LinearAxis, ?Id: StyleParam.SubPlotId) =
        GenericChart.mapLayout (Layout.updateLinearAxisById (defaultArg Id (StyleParam.SubPlotId.XAxis 1), xAxis))

    [<CompiledName("WithXAxisStyle")>]
    static member withXAxisStyle
        (?TitleText: string, ?TitleFont: Font, ?TitleStandoff: int, ?Title: Title, ?Color: Color,
         ?AxisType: StyleParam.AxisType, ?MinMax: #IConvertible * #IConvertible, ?Mirror: StyleParam.Mirror,
         ?ShowSpikes: bool, ?SpikeColor: Color, ?SpikeThickness: int, ?ShowLine: bool, ?LineColor: Color,
         ?ShowGrid: bool, ?GridColor: Color, ?GridDash: StyleParam.DrawingStyle, ?ZeroLine: bool,
         ?ZeroLineColor: Color, ?Anchor: StyleParam.LinearAxisId, ?Side: StyleParam.Side,
         ?Overlaying: StyleParam.LinearAxisId, ?Domain: float * float, ?Position: float,
         ?CategoryOrder: StyleParam.CategoryOrder, ?CategoryArray: seq<#IConvertible>, ?BackgroundColor: Color,
         ?ShowBackground: bool, ?Id: StyleParam.SubPlotId) =
        let axis =
            LinearAxis.init (
                Title = Chart.titleOf (Title, TitleText, TitleFont, TitleStandoff),
                ?Range = Option.map StyleParam.Range.ofMinMax MinMax,
                ?Domain = Option.map StyleParam.Range.ofMinMax Domain, ?Color = Color, ?AxisType = AxisType,
                ?Mirror = Mirror, ?ShowSpikes = ShowSpikes, ?SpikeColor = SpikeColor,
                ?SpikeThickness = SpikeThickness, ?ShowLine = ShowLine, ?LineColor = LineColor, ?ShowGrid = ShowGrid,
                ?GridColor = GridColor, ?GridDash = GridDash, ?ZeroLine = ZeroLine, ?ZeroLineColor = ZeroLineColor,
                ?Anchor = Anchor, ?Side = Side, ?Overlaying = Overlaying, ?Position = Position,
                ?CategoryOrder = CategoryOrder, ?CategoryArray = CategoryArray, ?BackgroundColor = BackgroundColor,
                ?ShowBackground = ShowBackground)
        Chart.withXAxis (axis, ?Id = Id)

    [<CompiledName("WithYAxis")>]
    static member withYAxis(yAxis: LinearAxis, ?Id: StyleParam.SubPlotId) =
        GenericChart.mapLayout (Layout.updateLinearAxisById (defaultArg Id (StyleParam.SubPlotId.YAxis 1), yAxis))

    [<CompiledName("WithYAxisStyle")>]
    static member withYAxisStyle
        (?TitleText: string, ?TitleFont: Font, ?TitleStandoff: int, ?Title: Title, ?Color: Color,
         ?AxisType: StyleParam.AxisType, ?MinMax: #IConvertible * #IConvertible, ?Mirror: StyleParam.Mirror,
         ?ShowSpikes: bool, ?SpikeColor: Color, ?SpikeThickness: int, ?ShowLine: bool, ?LineColor: Color,
         ?ShowGrid: bool, ?GridColor: Color, ?GridDash: StyleParam.DrawingStyle, ?ZeroLine: bool,
         ?ZeroLineColor: Color, ?Anchor: StyleParam.LinearAxisId, ?Side: StyleParam.Side,
         ?Overlaying: StyleParam.LinearAxisId, ?AutoShift: bool, ?Shift: int, ?Domain: float * float,
         ?Position: float, ?CategoryOrder: StyleParam.CategoryOrder, ?CategoryArray: seq<#IConvertible>,
         ?BackgroundColor: Color, ?ShowBackground: bool, ?Id: StyleParam.SubPlotId) =
        let axis =
            LinearAxis.init (
                Title = Chart.titleOf (Title, TitleText, TitleFont, TitleStandoff),
                ?Range = Option.map StyleParam.Range.ofMinMax MinMax,
                ?Domain = Option.map StyleParam.Range.ofMinMax Domain, ?Color = Color, ?AxisType = AxisType,
                ?Mirror = Mirror, ?ShowSpikes = ShowSpikes, ?SpikeColor = SpikeColor,
                ?SpikeThickness = SpikeThickness, ?ShowLine = ShowLine, ?LineColor = LineColor, ?ShowGrid = ShowGrid,
                ?GridColor = GridColor, ?GridDash = GridDash, ?ZeroLine = ZeroLine, ?ZeroLineColor = ZeroLineColor,
                ?Anchor = Anchor, ?Side = Side, ?Overlaying = Overlaying, ?AutoShift = AutoShift, ?Shift = Shift,
                ?Position = Position, ?CategoryOrder = CategoryOrder, ?CategoryArray = CategoryArray,
                ?BackgroundColor = BackgroundColor, ?ShowBackground = ShowBackground)
        Chart.withYAxis (axis, ?Id = Id)

    [<CompiledName("WithLegend")>]
    static member withLegend(legend: Legend, ?Id: int) =
        GenericChart.mapLayout (Layout.update (string (StyleParam.SubPlotId.Legend(defaultArg Id 1))) legend)

    [<CompiledName("WithLegendStyle")>]
    static member withLegendStyle
        (?BGColor: Color, ?BorderColor: Color, ?BorderWidth: float, ?EntryWidth: float,
         ?EntryWidthMode: StyleParam.EntryWidthMode, ?Font: Font, ?GroupTitleFont: Font,
         ?ItemSizing: StyleParam.TraceItemSizing, ?ItemWidth: int, ?Orientation: StyleParam.Orientation,
         ?Title: Title, ?TraceGroupGap: float, ?TraceOrder: StyleParam.TraceOrder, ?UIRevision: string,
         ?VerticalAlign: StyleParam.VerticalAlign, ?Visible: bool, ?X: float, ?XAnchor: StyleParam.XAnchorPosition,
         ?XRef: string, ?Y: float, ?YAnchor: StyleParam.YAnchorPosition, ?YRef: string, ?Id: int) =
        let legend =
            Legend.init (
                ?BGColor = BGColor, ?BorderColor = BorderColor, ?BorderWidth = BorderWidth, ?EntryWidth = EntryWidth,
                ?EntryWidthMode = EntryWidthMode, ?Font = Font, ?GroupTitleFont = GroupTitleFont,
                ?ItemSizing = ItemSizing, ?ItemWidth = ItemWidth, ?Orientation = Orientation, ?Title = Title,
                ?TraceGroupGap = TraceGroupGap, ?TraceOrder = TraceOrder, ?UIRevision = UIRevision,
                ?VerticalAlign = VerticalAlign, ?Visible = Visible, ?X = X, ?XAnchor = XAnchor, ?XRef = XRef, ?Y = Y,
                ?YAnchor = YAnchor, ?YRef = YRef)
        Chart.withLegend (legend, ?Id = Id)

    /// Adds annotations in front of those that the chart has, or replaces those.
    [<CompiledName("WithAnnotations")>]
    static member withAnnotations(annotations: seq<Annotation>, ?Append: bool) =
        GenericChart.mapLayout (Chart.prepend "annotations" (Seq.cast annotations) Append)

    [<CompiledName("WithAnnotation")>]
    static member withAnnotation(annotation: Annotation, ?Append: bool) =
        Chart.withAnnotations ([ annotation ], ?Append = Append)

    /// Adds shapes in front of those that the chart has, or replaces those.
    [<CompiledName("WithShapes")>]
    static member withShapes(shapes: seq<Shape>, ?Append: bool) =
        GenericChart.mapLayout (Chart.prepend "shapes" (Seq.cast shapes) Append)

    [<CompiledName("WithShape")>]
    static member withShape(shape: Shape, ?Append: bool) = Chart.withShapes ([ shape ], ?Append = Append)

    static member private prepend (name: string) (added: seq<DynamicObj>) append (layout: Layout) =
        let present = layout.TryGetTypedValue<seq<DynamicObj>> name |> Option.defaultValue Seq.empty
        layout |> fill [ name => Some(if defaultArg append true then Seq.append added present else added) ]

    [<CompiledName("WithTitle")>]
    static member withTitle(title: string, ?TitleFont: Font) =
        Chart.withLayout (Layout.init (Title = Title.init (Text = title, ?Font = TitleFont)))

    [<CompiledName("WithTitle")>]
    static member withTitle(title: Title) = Chart.withLayout (Layout.init (Title = title))

    /// Size in px.
    [<CompiledName("WithSize")>]
    static member withSize(?Width: int, ?Height: int) =
        GenericChart.mapLayout (fill [ "width" => Width; "height" => Height ])

    [<CompiledName("WithSize")>]
    static member withSize(width: float, height: float) = Chart.withSize (Width = int width, Height = int height)

    [<CompiledName("WithMargin")>]
    static member withMargin(margin: Margin) = GenericChart.mapLayout (fill [ "margin" => Some margin ])

    /// Margins in px.
    [<CompiledName("WithMarginSize")>]
    static member withMarginSize(?Left, ?Right, ?Top, ?Bottom, ?Pad, ?Autoexpand) =
        Chart.withMargin (
            Margin.init (
                ?Left = Left, ?Right = Right, ?Top = Top, ?Bottom = Bottom, ?Pad = Pad, ?Autoexpand = Autoexpand))

    [<CompiledName("WithTemplate")>]
    static member withTemplate(template: Template) = GenericChart.mapLayout (fill [ "template" => Some template ])

    [<CompiledName("WithLayoutGrid")>]
    static member withLayoutGrid(layoutGrid: LayoutGrid) = GenericChart.mapLayout (Layout.update "grid" layoutGrid)

    // ---- config and page ----

    [<CompiledName("WithConfig")>]
    static member withConfig(config: Config) = GenericChart.addConfig config

    [<CompiledName("WithConfigStyle")>]
    static member withConfigStyle
        (?StaticPlot: bool, ?TypesetMath: bool, ?Editable: bool, ?Autosizable: bool, ?Responsive: bool,
         ?FillFrame: bool, ?FrameMargins: float, ?ShowTips: bool, ?ShowLink: bool, ?DisplayModeBar: bool,
         ?ToImageButtonOptions: ToImageButtonOptions, ?Displaylogo: bool, ?Watermark: bool, ?Logging: int,
         ?Locale: string) =
        Chart.withConfig (
            Config.init (
                ?StaticPlot = StaticPlot, ?TypesetMath = TypesetMath, ?Editable = Editable,
                ?Autosizable = Autosizable, ?Responsive = Responsive, ?FillFrame = FillFrame,
                ?FrameMargins = FrameMargins, ?ShowTips = ShowTips, ?ShowLink = ShowLink,
                ?DisplayModeBar = DisplayModeBar, ?ToImageButtonOptions = ToImageButtonOptions,
                ?Displaylogo = Displaylogo, ?Watermark = Watermark, ?Logging = Logging, ?Locale = Locale))

    [<CompiledName("WithDisplayOptions")>]
    static member withDisplayOptions(displayOpts: DisplayOptions) = GenericChart.addDisplayOptions displayOpts

    [<CompiledName("WithDisplayOptionsStyle")>]
    static member withDisplayOptionsStyle(?PlotlyJSReference: PlotlyJSReference) =
        Chart.withDisplayOptions (DisplayOptions.init (?PlotlyJSReference = PlotlyJSReference))

    // ---- grids ----

    /// Charts in rows and columns, one pair of axes per cell (or shared along rows and columns when coupled).
    static member Grid
        (nRows: int, nCols: int, ?SubPlotTitles: #seq<string>, ?SubPlotTitleFont: Font, ?SubPlotTitleOffset: float,
         ?SubPlots: (StyleParam.LinearAxisId * StyleParam.LinearAxisId)[][], ?XAxes: StyleParam.LinearAxisId[],
         ?YAxes: StyleParam.LinearAxisId[], ?RowOrder: StyleParam.LayoutGridRowOrder,
         ?Pattern: StyleParam.LayoutGridPattern, ?XGap: float, ?YGap: float, ?Domain: Domain) =
        fun (gCharts: #seq<GenericChart>) ->
            let pattern = defaultArg Pattern StyleParam.LayoutGridPattern.Independent
            let rowOrder = defaultArg RowOrder StyleParam.LayoutGridRowOrder.TopToBottom
            let coupled = (pattern = StyleParam.LayoutGridPattern.Coupled)
            let titles =
                GridTitles.annotations
                    nRows nCols (defaultArg XGap (if coupled then 0.1 else 0.2))
                    (defaultArg YGap (if coupled then 0.1 else 0.3)) rowOrder (defaultArg SubPlotTitleOffset 0.)
                    SubPlotTitleFont (SubPlotTitles |> Option.map List.ofSeq |> Option.defaultValue [])
            let cell i (chart: GenericChart) =
                let layout = GenericChart.getLayout chart
                let axis name = layout.TryGetTypedValue<LinearAxis> name |> Option.defaultWith LinearAxis
                let x, y = axis "xaxis", axis "yaxis"
                // A cell has one pair of axes; any other would clash with those of the other cells.
                for present in List.ofSeq (layout.GetProperties false) do
                    if present.Key.StartsWith "xaxis" || present.Key.StartsWith "yaxis" then
                        layout.Remove present.Key |> ignore
                chart
                |> Chart.withAxisAnchor (
                    (if coupled then i % nCols + 1 else i + 1), (if coupled then i / nCols + 1 else i + 1))
                |> Chart.withXAxis (x, StyleParam.SubPlotId.XAxis(i + 1))
                |> Chart.withYAxis (y, StyleParam.SubPlotId.YAxis(i + 1))
            gCharts
            |> Seq.truncate (nRows * nCols)
            |> Seq.mapi cell
            |> Chart.combine
            |> Chart.withAnnotations (titles, Append = true)
            |> Chart.withLayoutGrid (
                LayoutGrid.init (
                    Rows = nRows, Columns = nCols, Pattern = pattern, RowOrder = rowOrder, ?SubPlots = SubPlots,
                    ?XAxes = XAxes, ?YAxes = YAxes, ?XGap = XGap, ?YGap = YGap, ?Domain = Domain))

    /// Rows of charts; a row that is shorter than the longest ends in empty cells.
    [<CompiledName("Grid")>]
    static member Grid
        (?SubPlotTitles: #seq<string>, ?SubPlotTitleFont: Font, ?SubPlotTitleOffset: float,
         ?SubPlots: (StyleParam.LinearAxisId * StyleParam.LinearAxisId)[][], ?XAxes: StyleParam.LinearAxisId[],
         ?YAxes: StyleParam.LinearAxisId[], ?RowOrder: StyleParam.LayoutGridRowOrder,
         ?Pattern: StyleParam.LayoutGridPattern, ?XGap: float, ?YGap: float, ?Domain: Domain) =
        fun (gCharts: #seq<#seq<GenericChart>>) ->
            let rows = [ for row in gCharts -> List.ofSeq (Seq.cast<GenericChart> row) ]
            let width = rows |> List.map List.length |> List.max
            rows
            |> List.collect (fun row -> row @ List.init (width - row.Length) (fun _ -> Chart.Invisible()))
            |> Chart.Grid(
                rows.Length, width, ?SubPlotTitles = SubPlotTitles, ?SubPlotTitleFont = SubPlotTitleFont,
                ?SubPlotTitleOffset = SubPlotTitleOffset, ?SubPlots = SubPlots, ?XAxes = XAxes, ?YAxes = YAxes,
                ?RowOrder = RowOrder, ?Pattern = Pattern, ?XGap = XGap, ?YGap = YGap, ?Domain = Domain)

    /// Charts below each other.
    static member SingleStack
        (?SubPlotTitles: #seq<string>, ?SubPlotTitleFont: Font, ?SubPlotTitleOffset: float,
         ?SubPlots: (StyleParam.LinearAxisId * StyleParam.LinearAxisId)[][], ?XAxes: StyleParam.LinearAxisId[],
         ?YAxes: StyleParam.LinearAxisId[], ?RowOrder: StyleParam.LayoutGridRowOrder,
         ?Pattern: StyleParam.LayoutGridPattern, ?XGap: float, ?YGap: float, ?Domain: Domain) =
        fun (gCharts: #seq<GenericChart>) ->
            let charts = List.ofSeq gCharts
            charts
            |> Chart.Grid(
                charts.Length, 1, ?SubPlotTitles = SubPlotTitles, ?SubPlotTitleFont = SubPlotTitleFont,
                ?SubPlotTitleOffset = SubPlotTitleOffset, ?SubPlots = SubPlots, ?XAxes = XAxes, ?YAxes = YAxes,
                ?RowOrder = RowOrder, ?Pattern = Pattern, ?XGap = XGap, ?YGap = YGap, ?Domain = Domain)
