namespace Plotly.NET

open System
open System.Runtime.CompilerServices
open DynamicObj
open DynamicObj.Fields
open Plotly.NET.LayoutObjects
open Plotly.NET.TraceObjects

/// Charts on x and y axes. Optional arguments are meant to be named.
[<AutoOpen>]
module Chart2D =

    type Chart =

        /// Points, lines, texts or several of these, as the mode says.
        [<Extension>]
        static member Scatter
            (x: seq<#IConvertible>, y: seq<#IConvertible>, mode: StyleParam.Mode, ?Name: string, ?ShowLegend: bool,
             ?Opacity: float, ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>,
             ?TextPosition: StyleParam.TextPosition, ?MultiTextPosition: seq<StyleParam.TextPosition>,
             ?MarkerColor: Color, ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>,
             ?Marker: Marker, ?LineColor: Color, ?LineColorScale: StyleParam.Colorscale, ?LineWidth: float,
             ?LineDash: StyleParam.DrawingStyle, ?Line: Line, ?StackGroup: string,
             ?Orientation: StyleParam.Orientation, ?Fill: StyleParam.Fill, ?FillColor: Color, ?UseDefaults: bool) =
            let marker =
                Chart2DParts.marker Marker MarkerColor MarkerColorScale MarkerOutline MultiOpacity
                |> fill [ TraceObjects.Marker.symbols MarkerSymbol MultiMarkerSymbol ]
            let line =
                Line
                |> Option.defaultWith Plotly.NET.Line
                |> fill
                    [ "color" => LineColor; "width" => LineWidth; "dash" =>> LineDash; "colorscale" =>> LineColorScale ]
            Trace2D.make "scatter"
                [ "name" => Name; "showlegend" => ShowLegend; "opacity" => Opacity; "mode" =>> Some mode; "x" => Some x
                  "y" => Some y; Chart2DParts.oneOrMany "text" Text MultiText; Chart2DParts.textPositions TextPosition MultiTextPosition
                  "orientation" =>> Orientation; "stackgroup" => StackGroup; "marker" => Some marker; "line" => Some line
                  "fill" =>> Fill; "fillcolor" => FillColor ]
            |> GenericChart.ofTraceObject (defaultArg UseDefaults true)

        [<Extension>]
        static member Scatter
            (xy: seq<#IConvertible * #IConvertible>, mode: StyleParam.Mode, ?Name: string, ?ShowLegend: bool,
             ?Opacity: float, ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>,
             ?TextPosition: StyleParam.TextPosition, ?MultiTextPosition: seq<StyleParam.TextPosition>,
             ?MarkerColor: Color, ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>,
             ?Marker: Marker, ?LineColor: Color, ?LineColorScale: StyleParam.Colorscale, ?LineWidth: float,
             ?LineDash: StyleParam.DrawingStyle, ?Line: Line, ?StackGroup: string,
             ?Orientation: StyleParam.Orientation, ?Fill: StyleParam.Fill, ?FillColor: Color, ?UseDefaults: bool) =
            let x, y = Chart2DParts.unzip xy
            Chart.Scatter(
                x, y, mode, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?TextPosition = TextPosition,
                ?MultiTextPosition = MultiTextPosition, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline, ?MarkerSymbol = MarkerSymbol,
                ?MultiMarkerSymbol = MultiMarkerSymbol, ?Marker = Marker, ?LineColor = LineColor,
                ?LineColorScale = LineColorScale, ?LineWidth = LineWidth, ?LineDash = LineDash, ?Line = Line,
                ?StackGroup = StackGroup, ?Orientation = Orientation, ?Fill = Fill, ?FillColor = FillColor,
                ?UseDefaults = UseDefaults)

        /// Points; texts are shown beside them when a text position is given.
        [<Extension>]
        static member Point
            (x: seq<#IConvertible>, y: seq<#IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>,
             ?TextPosition: StyleParam.TextPosition, ?MultiTextPosition: seq<StyleParam.TextPosition>,
             ?MarkerColor: Color, ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>,
             ?Marker: Marker, ?StackGroup: string, ?Orientation: StyleParam.Orientation, ?UseDefaults: bool) =
            let mode =
                StyleParam.ModeUtils.showText (TextPosition.IsSome || MultiTextPosition.IsSome) StyleParam.Mode.Markers
            Chart.Scatter(
                x, y, mode, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?TextPosition = TextPosition,
                ?MultiTextPosition = MultiTextPosition, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline, ?MarkerSymbol = MarkerSymbol,
                ?MultiMarkerSymbol = MultiMarkerSymbol, ?Marker = Marker, ?StackGroup = StackGroup,
                ?Orientation = Orientation, ?UseDefaults = UseDefaults)

        [<Extension>]
        static member Point
            (xy: seq<#IConvertible * #IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>,
             ?TextPosition: StyleParam.TextPosition, ?MultiTextPosition: seq<StyleParam.TextPosition>,
             ?MarkerColor: Color, ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>,
             ?Marker: Marker, ?StackGroup: string, ?Orientation: StyleParam.Orientation, ?UseDefaults: bool) =
            let x, y = Chart2DParts.unzip xy
            Chart.Point(
                x, y, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity, ?MultiOpacity = MultiOpacity,
                ?Text = Text, ?MultiText = MultiText, ?TextPosition = TextPosition,
                ?MultiTextPosition = MultiTextPosition, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline, ?MarkerSymbol = MarkerSymbol,
                ?MultiMarkerSymbol = MultiMarkerSymbol, ?Marker = Marker, ?StackGroup = StackGroup,
                ?Orientation = Orientation, ?UseDefaults = UseDefaults)

        /// Lines, with markers where wanted.
        [<Extension>]
        static member Line
            (x: seq<#IConvertible>, y: seq<#IConvertible>, ?ShowMarkers: bool, ?Name: string, ?ShowLegend: bool,
             ?Opacity: float, ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>,
             ?TextPosition: StyleParam.TextPosition, ?MultiTextPosition: seq<StyleParam.TextPosition>,
             ?MarkerColor: Color, ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>,
             ?Marker: Marker, ?LineColor: Color, ?LineColorScale: StyleParam.Colorscale, ?LineWidth: float,
             ?LineDash: StyleParam.DrawingStyle, ?Line: Line, ?StackGroup: string,
             ?Orientation: StyleParam.Orientation, ?Fill: StyleParam.Fill, ?FillColor: Color, ?UseDefaults: bool) =
            let mode =
                StyleParam.Mode.Lines
                |> StyleParam.ModeUtils.showText (TextPosition.IsSome || MultiTextPosition.IsSome)
                |> StyleParam.ModeUtils.showMarker (defaultArg ShowMarkers false)
            Chart.Scatter(
                x, y, mode, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?TextPosition = TextPosition,
                ?MultiTextPosition = MultiTextPosition, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline, ?MarkerSymbol = MarkerSymbol,
                ?MultiMarkerSymbol = MultiMarkerSymbol, ?Marker = Marker, ?LineColor = LineColor,
                ?LineColorScale = LineColorScale, ?LineWidth = LineWidth, ?LineDash = LineDash, ?Line = Line,
                ?StackGroup = StackGroup, ?Orientation = Orientation, ?Fill = Fill, ?FillColor = FillColor,
                ?UseDefaults = UseDefaults)

        [<Extension>]
        static member Line
            (xy: seq<#IConvertible * #IConvertible>, ?ShowMarkers: bool, ?Name: string, ?ShowLegend: bool,
             ?Opacity: float, ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>,
             ?TextPosition: StyleParam.TextPosition, ?MultiTextPosition: seq<StyleParam.TextPosition>,
             ?MarkerColor: Color, ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>,
             ?Marker: Marker, ?LineColor: Color, ?LineColorScale: StyleParam.Colorscale, ?LineWidth: float,
             ?LineDash: StyleParam.DrawingStyle, ?Line: Line, ?StackGroup: string,
             ?Orientation: StyleParam.Orientation, ?Fill: StyleParam.Fill, ?FillColor: Color, ?UseDefaults: bool) =
            let x, y = Chart2DParts.unzip xy
            Chart.Line(
                x, y, ?ShowMarkers = ShowMarkers, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?TextPosition = TextPosition,
                ?MultiTextPosition = MultiTextPosition, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline, ?MarkerSymbol = MarkerSymbol,
                ?MultiMarkerSymbol = MultiMarkerSymbol, ?Marker = Marker, ?LineColor = LineColor,
                ?LineColorScale = LineColorScale, ?LineWidth = LineWidth, ?LineDash = LineDash, ?Line = Line,
                ?StackGroup = StackGroup, ?Orientation = Orientation, ?Fill = Fill, ?FillColor = FillColor,
                ?UseDefaults = UseDefaults)

        /// Smooth lines, with markers where wanted.
        [<Extension>]
        static member Spline
            (x: seq<#IConvertible>, y: seq<#IConvertible>, ?ShowMarkers: bool, ?Smoothing: float, ?Name: string,
             ?ShowLegend: bool, ?Opacity: float, ?MultiOpacity: seq<float>, ?Text: 'Text,
             ?MultiText: seq<'Text>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line, ?MarkerSymbol: StyleParam.MarkerSymbol,
             ?MultiMarkerSymbol: seq<StyleParam.MarkerSymbol>, ?Marker: Marker, ?LineColor: Color,
             ?LineColorScale: StyleParam.Colorscale, ?LineWidth: float, ?LineDash: StyleParam.DrawingStyle,
             ?Line: Line, ?StackGroup: string, ?Orientation: StyleParam.Orientation, ?Fill: StyleParam.Fill,
             ?FillColor: Color, ?UseDefaults: bool) =
            Chart.Line(
                x, y, ?ShowMarkers = ShowMarkers, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?TextPosition = TextPosition,
                ?MultiTextPosition = MultiTextPosition, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline, ?MarkerSymbol = MarkerSymbol,
                ?MultiMarkerSymbol = MultiMarkerSymbol, ?Marker = Marker, ?LineColor = LineColor,
                ?LineColorScale = LineColorScale, ?LineWidth = LineWidth, ?LineDash = LineDash, ?Line = Line,
                ?StackGroup = StackGroup, ?Orientation = Orientation, ?Fill = Fill, ?FillColor = FillColor,
                ?UseDefaults = UseDefaults)
            |> GenericChart.mapTrace (Trace.update "line" (Plotly.NET.Line.init (Shape = StyleParam.Shape.Spline, ?Smoothing = Smoothing)))

        /// A line with a band between a lower and an upper line around it: three traces, the line last.
        [<Extension>]
        static member Range
            (x: seq<#IConvertible>, y: seq<#IConvertible>, upper: seq<#IConvertible>, lower: seq<#IConvertible>,
             mode: StyleParam.Mode, ?Name: string, ?GroupName: string, ?ShowMarkers: bool, ?ShowLegend: bool,
             ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?Marker: Marker, ?UpperMarker: Marker, ?LowerMarker: Marker,
             ?LineColor: Color, ?LineWidth: float, ?LineDash: StyleParam.DrawingStyle, ?Line: Line, ?UpperLine: Line,
             ?LowerLine: Line, ?RangeColor: Color, ?LowerName: string, ?UpperName: string, ?UseDefaults: bool) =
            let mode = StyleParam.ModeUtils.showMarker (defaultArg ShowMarkers false) mode
            let group = defaultArg GroupName "Range"
            let centre =
                Chart.Scatter(
                    x, y, mode, ?Name = Name, ?ShowLegend = ShowLegend, ?Text = Text, ?MultiText = MultiText,
                    ?MarkerColor = MarkerColor, ?MarkerSymbol = MarkerSymbol, ?Marker = Marker, ?LineColor = LineColor,
                    ?LineWidth = LineWidth, ?LineDash = LineDash, ?Line = Line)
                |> GenericChart.mapTrace (
                    fill [ "legendgroup" => Some group; "legendgrouptitle" => Some(Title.init (Text = group)) ])
            let edge (values: seq<#IConvertible>) name (marker: Marker option) (line: Line option) filling =
                let marker = marker |> Option.defaultWith TraceObjects.Marker
                Trace2D.make "scatter"
                    [ "name" => Some name; "showlegend" => Some(defaultArg ShowLegend true); "legendgroup" => Some group
                      "mode" =>> Some mode; "x" => Some x; "y" => Some values
                      "marker" => Some(fill [ "color" => Some(defaultArg RangeColor Chart2DParts.shade) ] marker)
                      "line" => line; "fill" =>> filling; "fillcolor" => RangeColor ]
            let below = edge lower (defaultArg LowerName "lower") LowerMarker LowerLine Option.None
            let above = edge upper (defaultArg UpperName "upper") UpperMarker UpperLine (Some StyleParam.Fill.ToNext_y)
            GenericChart.ofTraceObjects (defaultArg UseDefaults true) (below :: above :: GenericChart.getTraces centre)

        [<Extension>]
        static member Range
            (xy: seq<#IConvertible * #IConvertible>, upper: seq<#IConvertible>, lower: seq<#IConvertible>,
             mode: StyleParam.Mode, ?Name: string, ?GroupName: string, ?ShowMarkers: bool, ?ShowLegend: bool,
             ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerSymbol: StyleParam.MarkerSymbol, ?Marker: Marker, ?UpperMarker: Marker, ?LowerMarker: Marker,
             ?LineColor: Color, ?LineWidth: float, ?LineDash: StyleParam.DrawingStyle, ?Line: Line, ?UpperLine: Line,
             ?LowerLine: Line, ?RangeColor: Color, ?LowerName: string, ?UpperName: string, ?UseDefaults: bool) =
            let x, y = Chart2DParts.unzip xy
            Chart.Range(
                x, y, upper, lower, mode, ?Name = Name, ?GroupName = GroupName, ?ShowMarkers = ShowMarkers,
                ?ShowLegend = ShowLegend, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerSymbol = MarkerSymbol, ?Marker = Marker, ?UpperMarker = UpperMarker,
                ?LowerMarker = LowerMarker, ?LineColor = LineColor, ?LineWidth = LineWidth, ?LineDash = LineDash,
                ?Line = Line, ?UpperLine = UpperLine, ?LowerLine = LowerLine, ?RangeColor = RangeColor,
                ?LowerName = LowerName, ?UpperName = UpperName, ?UseDefaults = UseDefaults)

        /// Horizontal bars; values first, keys second.
        [<Extension>]
        static member Bar
            (values: seq<#IConvertible>, ?Keys: seq<#IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            let marker = Chart2DParts.barMarker Marker MarkerColor MarkerColorScale MarkerOutline MultiOpacity MarkerPattern MarkerPatternShape MultiMarkerPatternShape
            Trace2D.make "bar"
                [ "name" => Name; "showlegend" => ShowLegend; "opacity" => Opacity; "x" => Some values; "y" => Keys
                  "base" => Base; Chart2DParts.oneOrMany "width" Width MultiWidth; Chart2DParts.oneOrMany "text" Text MultiText
                  Chart2DParts.textPositions TextPosition MultiTextPosition
                  "orientation" =>> Some StyleParam.Orientation.Horizontal; "marker" => Some marker ]
            |> GenericChart.ofTraceObject (defaultArg UseDefaults true)

        [<Extension>]
        static member Bar
            (keysValues: seq<#IConvertible * #IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            let keys, values = Chart2DParts.unzip keysValues
            Chart.Bar(
                values, Keys = keys, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline,
                ?MarkerPatternShape = MarkerPatternShape, ?MultiMarkerPatternShape = MultiMarkerPatternShape,
                ?MarkerPattern = MarkerPattern, ?Marker = Marker, ?Base = Base, ?Width = Width,
                ?MultiWidth = MultiWidth, ?TextPosition = TextPosition, ?MultiTextPosition = MultiTextPosition,
                ?UseDefaults = UseDefaults)

        /// Horizontal bars, stacked when combined.
        [<Extension>]
        static member StackedBar
            (values: seq<#IConvertible>, ?Keys: seq<#IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            Chart.Bar(
                values, ?Keys = Keys, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline,
                ?MarkerPatternShape = MarkerPatternShape, ?MultiMarkerPatternShape = MultiMarkerPatternShape,
                ?MarkerPattern = MarkerPattern, ?Marker = Marker, ?Base = Base, ?Width = Width,
                ?MultiWidth = MultiWidth, ?TextPosition = TextPosition, ?MultiTextPosition = MultiTextPosition,
                ?UseDefaults = UseDefaults)
            |> GenericChart.mapLayout (fill [ "barmode" =>> Some StyleParam.BarMode.Stack ])

        [<Extension>]
        static member StackedBar
            (keysValues: seq<#IConvertible * #IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            let keys, values = Chart2DParts.unzip keysValues
            Chart.StackedBar(
                values, Keys = keys, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline,
                ?MarkerPatternShape = MarkerPatternShape, ?MultiMarkerPatternShape = MultiMarkerPatternShape,
                ?MarkerPattern = MarkerPattern, ?Marker = Marker, ?Base = Base, ?Width = Width,
                ?MultiWidth = MultiWidth, ?TextPosition = TextPosition, ?MultiTextPosition = MultiTextPosition,
                ?UseDefaults = UseDefaults)

        /// Vertical bars; values first, keys second.
        [<Extension>]
        static member Column
            (values: seq<#IConvertible>, ?Keys: seq<#IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            let marker = Chart2DParts.barMarker Marker MarkerColor MarkerColorScale MarkerOutline MultiOpacity MarkerPattern MarkerPatternShape MultiMarkerPatternShape
            Trace2D.make "bar"
                [ "name" => Name; "showlegend" => ShowLegend; "opacity" => Opacity; "x" => Keys; "y" => Some values
                  "base" => Base; Chart2DParts.oneOrMany "width" Width MultiWidth; Chart2DParts.oneOrMany "text" Text MultiText
                  Chart2DParts.textPositions TextPosition MultiTextPosition
                  "orientation" =>> Some StyleParam.Orientation.Vertical; "marker" => Some marker ]
            |> GenericChart.ofTraceObject (defaultArg UseDefaults true)

        [<Extension>]
        static member Column
            (keysValues: seq<#IConvertible * #IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            let keys, values = Chart2DParts.unzip keysValues
            Chart.Column(
                values, Keys = keys, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline,
                ?MarkerPatternShape = MarkerPatternShape, ?MultiMarkerPatternShape = MultiMarkerPatternShape,
                ?MarkerPattern = MarkerPattern, ?Marker = Marker, ?Base = Base, ?Width = Width,
                ?MultiWidth = MultiWidth, ?TextPosition = TextPosition, ?MultiTextPosition = MultiTextPosition,
                ?UseDefaults = UseDefaults)

        /// Vertical bars, stacked when combined.
        [<Extension>]
        static member StackedColumn
            (values: seq<#IConvertible>, ?Keys: seq<#IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            Chart.Column(
                values, ?Keys = Keys, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline,
                ?MarkerPatternShape = MarkerPatternShape, ?MultiMarkerPatternShape = MultiMarkerPatternShape,
                ?MarkerPattern = MarkerPattern, ?Marker = Marker, ?Base = Base, ?Width = Width,
                ?MultiWidth = MultiWidth, ?TextPosition = TextPosition, ?MultiTextPosition = MultiTextPosition,
                ?UseDefaults = UseDefaults)
            |> GenericChart.mapLayout (fill [ "barmode" =>> Some StyleParam.BarMode.Stack ])

        [<Extension>]
        static member StackedColumn
            (keysValues: seq<#IConvertible * #IConvertible>, ?Name: string, ?ShowLegend: bool, ?Opacity: float,
             ?MultiOpacity: seq<float>, ?Text: 'Text, ?MultiText: seq<'Text>, ?MarkerColor: Color,
             ?MarkerColorScale: StyleParam.Colorscale, ?MarkerOutline: Line,
             ?MarkerPatternShape: StyleParam.PatternShape, ?MultiMarkerPatternShape: seq<StyleParam.PatternShape>,
             ?MarkerPattern: Pattern, ?Marker: Marker, ?Base: #IConvertible, ?Width: 'Width,
             ?MultiWidth: seq<'Width>, ?TextPosition: StyleParam.TextPosition,
             ?MultiTextPosition: seq<StyleParam.TextPosition>, ?UseDefaults: bool) =
            let keys, values = Chart2DParts.unzip keysValues
            Chart.StackedColumn(
                values, Keys = keys, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?MultiOpacity = MultiOpacity, ?Text = Text, ?MultiText = MultiText, ?MarkerColor = MarkerColor,
                ?MarkerColorScale = MarkerColorScale, ?MarkerOutline = MarkerOutline,
                ?MarkerPatternShape = MarkerPatternShape, ?MultiMarkerPatternShape = MultiMarkerPatternShape,
                ?MarkerPattern = MarkerPattern, ?Marker = Marker, ?Base = Base, ?Width = Width,
                ?MultiWidth = MultiWidth, ?TextPosition = TextPosition, ?MultiTextPosition = MultiTextPosition,
                ?UseDefaults = UseDefaults)

        /// Quartiles, whiskers and points of samples.
        [<Extension>]
        static member BoxPlot
            (?X: seq<#IConvertible>, ?Y: seq<#IConvertible>, ?Name: string, ?ShowLegend: bool, ?Text: 'Text,
             ?MultiText: seq<'Text>, ?FillColor: Color, ?MarkerColor: Color, ?Marker: Marker, ?Opacity: float,
             ?WhiskerWidth: float, ?BoxPoints: StyleParam.BoxPoints, ?BoxMean: StyleParam.BoxMean, ?Jitter: float,
             ?PointPos: float, ?Orientation: StyleParam.Orientation, ?OutlineColor: Color, ?OutlineWidth: float,
             ?Outline: Line, ?AlignmentGroup: string, ?OffsetGroup: string, ?Notched: bool, ?NotchWidth: float,
             ?QuartileMethod: StyleParam.QuartileMethod, ?SizeMode: StyleParam.BoxSizeMode, ?UseDefaults: bool) =
            let outline =
                Outline |> Option.defaultWith Plotly.NET.Line |> fill [ "color" => OutlineColor; "width" => OutlineWidth ]
            let marker = Marker |> Option.defaultWith TraceObjects.Marker |> fill [ "color" => MarkerColor ]
            Trace2D.make "box"
                [ "name" => Name; "showlegend" => ShowLegend; "opacity" => Opacity; "x" => X; "y" => Y
                  Chart2DParts.oneOrMany "text" Text MultiText; "orientation" =>> Orientation; "alignmentgroup" => AlignmentGroup
                  "offsetgroup" => OffsetGroup; "marker" => Some marker; "line" => Some outline; "boxmean" =>> BoxMean
                  "boxpoints" =>> BoxPoints; "notched" => Notched; "notchwidth" => NotchWidth; "whiskerwidth" => WhiskerWidth
                  "quartilemethod" =>> QuartileMethod; "fillcolor" => FillColor; "pointpos" => PointPos; "jitter" => Jitter
                  "sizemode" =>> SizeMode ]
            |> GenericChart.ofTraceObject (defaultArg UseDefaults true)

        [<Extension>]
        static member BoxPlot
            (data: seq<#IConvertible>, orientation: StyleParam.Orientation, ?Name: string, ?ShowLegend: bool,
             ?Text: 'Text, ?MultiText: seq<'Text>, ?FillColor: Color, ?MarkerColor: Color,
             ?Marker: Marker, ?Opacity: float, ?WhiskerWidth: float, ?BoxPoints: StyleParam.BoxPoints,
             ?BoxMean: StyleParam.BoxMean, ?Jitter: float, ?PointPos: float, ?OutlineColor: Color,
             ?OutlineWidth: float, ?Outline: Line, ?AlignmentGroup: string, ?OffsetGroup: string, ?Notched: bool,
             ?NotchWidth: float, ?QuartileMethod: StyleParam.QuartileMethod, ?SizeMode: StyleParam.BoxSizeMode,
             ?UseDefaults: bool) =
            Chart.BoxPlot(
                ?Name = Name, ?ShowLegend = ShowLegend, ?Text = Text, ?MultiText = MultiText,
                ?FillColor = FillColor, ?MarkerColor = MarkerColor, ?Marker = Marker, ?Opacity = Opacity,
                ?WhiskerWidth = WhiskerWidth, ?BoxPoints = BoxPoints, ?BoxMean = BoxMean, ?Jitter = Jitter,
                ?PointPos = PointPos, ?OutlineColor = OutlineColor, ?OutlineWidth = OutlineWidth,
                ?Outline = Outline, ?AlignmentGroup = AlignmentGroup, ?OffsetGroup = OffsetGroup,
                ?Notched = Notched, ?NotchWidth = NotchWidth, ?QuartileMethod = QuartileMethod,
                ?SizeMode = SizeMode, ?UseDefaults = UseDefaults)
            |> GenericChart.mapTrace (
                match orientation with
                | StyleParam.Orientation.Horizontal -> fill [ "x" => Some data ]
                | StyleParam.Orientation.Vertical -> fill [ "y" => Some data ])

        [<Extension>]
        static member BoxPlot
            (xy: seq<#IConvertible * #IConvertible>, ?Name: string, ?ShowLegend: bool, ?Text: 'Text,
             ?MultiText: seq<'Text>, ?FillColor: Color, ?MarkerColor: Color, ?Marker: Marker, ?Opacity: float,
             ?WhiskerWidth: float, ?BoxPoints: StyleParam.BoxPoints, ?BoxMean: StyleParam.BoxMean, ?Jitter: float,
             ?PointPos: float, ?Orientation: StyleParam.Orientation, ?OutlineColor: Color, ?OutlineWidth: float,
             ?Outline: Line, ?AlignmentGroup: string, ?OffsetGroup: string, ?Notched: bool, ?NotchWidth: float,
             ?QuartileMethod: StyleParam.QuartileMethod, ?SizeMode: StyleParam.BoxSizeMode, ?UseDefaults: bool) =
            let x, y = Chart2DParts.unzip xy
            Chart.BoxPlot(
                X = x, Y = y, ?Name = Name, ?ShowLegend = ShowLegend, ?Text = Text, ?MultiText = MultiText,
                ?FillColor = FillColor, ?MarkerColor = MarkerColor, ?Marker = Marker, ?Opacity = Opacity,
                ?WhiskerWidth = WhiskerWidth, ?BoxPoints = BoxPoints, ?BoxMean = BoxMean, ?Jitter = Jitter,
                ?PointPos = PointPos, ?Orientation = Orientation, ?OutlineColor = OutlineColor,
                ?OutlineWidth = OutlineWidth, ?Outline = Outline, ?AlignmentGroup = AlignmentGroup,
                ?OffsetGroup = OffsetGroup, ?Notched = Notched, ?NotchWidth = NotchWidth,
                ?QuartileMethod = QuartileMethod, ?SizeMode = SizeMode, ?UseDefaults = UseDefaults)

        /// Coloured cells; rows from the bottom, from the top when the y axis is reversed.
        [<Extension>]
        static member Heatmap
            (zData: seq<#seq<#IConvertible>>, ?X: seq<#IConvertible>, ?Y: seq<#IConvertible>, ?Name: string,
             ?ShowLegend: bool, ?Opacity: float, ?XGap: int, ?YGap: int, ?Text: 'Text,
             ?MultiText: seq<'Text>, ?ColorBar: ColorBar, ?ColorScale: StyleParam.Colorscale,
             ?ShowScale: bool, ?ReverseScale: bool, ?ZSmooth: StyleParam.SmoothAlg, ?Transpose: bool,
             ?ReverseYAxis: bool, ?UseDefaults: bool) =
            let chart =
                Trace2D.make "heatmap"
                    [ "name" => Name; "showlegend" => ShowLegend; "opacity" => Opacity; "x" => X; "xgap" => XGap; "y" => Y
                      "ygap" => YGap; "z" => Some zData; Chart2DParts.oneOrMany "text" Text MultiText; "colorbar" => ColorBar
                      "colorscale" =>> ColorScale; "showscale" => ShowScale; "reversescale" => ReverseScale
                      "zsmooth" =>> ZSmooth; "transpose" => Transpose ]
                |> GenericChart.ofTraceObject (defaultArg UseDefaults true)
            if defaultArg ReverseYAxis false then
                chart |> Chart.withYAxis (LinearAxis.init (AutoRange = StyleParam.AutoRange.Reversed))
            else
                chart

        [<Extension>]
        static member Heatmap
            (zData: seq<#seq<#IConvertible>>, colNames: seq<string>, rowNames: seq<string>, ?Name: string,
             ?ShowLegend: bool, ?Opacity: float, ?XGap: int, ?YGap: int, ?Text: 'Text,
             ?MultiText: seq<'Text>, ?ColorBar: ColorBar, ?ColorScale: StyleParam.Colorscale,
             ?ShowScale: bool, ?ReverseScale: bool, ?ZSmooth: StyleParam.SmoothAlg, ?Transpose: bool,
             ?ReverseYAxis: bool, ?UseDefaults: bool) =
            Chart.Heatmap(
                zData, X = colNames, Y = rowNames, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity,
                ?XGap = XGap, ?YGap = YGap, ?Text = Text, ?MultiText = MultiText, ?ColorBar = ColorBar,
                ?ColorScale = ColorScale, ?ShowScale = ShowScale, ?ReverseScale = ReverseScale, ?ZSmooth = ZSmooth,
                ?Transpose = Transpose, ?ReverseYAxis = ReverseYAxis, ?UseDefaults = UseDefaults)

        /// A heatmap with a text in each cell.
        [<Extension>]
        static member AnnotatedHeatmap
            (zData: seq<#seq<#IConvertible>>, annotationText: seq<#seq<string>>, ?Name: string, ?ShowLegend: bool,
             ?Opacity: float, ?X: seq<#IConvertible>, ?XGap: int, ?Y: seq<#IConvertible>, ?YGap: int,
             ?Text: 'Text, ?MultiText: seq<'Text>, ?ColorBar: ColorBar,
             ?ColorScale: StyleParam.Colorscale, ?ShowScale: bool, ?ReverseScale: bool,
             ?ZSmooth: StyleParam.SmoothAlg, ?Transpose: bool, ?ReverseYAxis: bool, ?UseDefaults: bool) =
            if Seq.length zData <> Seq.length annotationText then
                invalidArg "annotationText" $"There are {Seq.length annotationText} rows of texts for {Seq.length zData} rows of values."
            let texts =
                [ for y, row in Seq.indexed annotationText do
                      for x, text in Seq.indexed row -> Annotation.init (X = x, Y = y, Text = text, ShowArrow = false) ]
            Chart.Heatmap(
                zData, ?Name = Name, ?ShowLegend = ShowLegend, ?Opacity = Opacity, ?X = X, ?XGap = XGap, ?Y = Y,
                ?YGap = YGap, ?Text = Text, ?MultiText = MultiText, ?ColorBar = ColorBar, ?ColorScale = ColorScale,
                ?ShowScale = ShowScale, ?ReverseScale = ReverseScale, ?ZSmooth = ZSmooth, ?Transpose = Transpose,
                ?ReverseYAxis = ReverseYAxis, ?UseDefaults = UseDefaults)
            |> Chart.withAnnotations texts
