namespace Plotly.NET.LayoutObjects

open System
open DynamicObj
open DynamicObj.Fields
open Plotly.NET

/// Space in px between the plot and the edges of the picture.
type Margin() =
    inherit DynamicObj()

    static member init(?Left, ?Right, ?Top, ?Bottom, ?Pad, ?Autoexpand) =
        Margin()
        |> fill [ "l" => Left; "r" => Right; "t" => Top; "b" => Bottom; "pad" => Pad; "autoexpand" => Autoexpand ]

/// The part of the picture that something occupies: fractions, or a cell of a grid (from 0).
type Domain() =
    inherit DynamicObj()

    static member init(?X: StyleParam.Range, ?Y: StyleParam.Range, ?Row: int, ?Column: int) =
        Domain() |> fill [ "x" =>> X; "y" =>> Y; "row" => Row; "column" => Column ]

/// The box that appears under the pointer.
type Hoverlabel() =
    inherit DynamicObj()

    static member init
        (?Align: StyleParam.Align, ?BgColor: Color, ?BorderColor: Color, ?Font: Font, ?GroupTitleFont: Font,
         ?Namelength: int) =
        Hoverlabel()
        |> fill
            [ "bgcolor" => BgColor; "bordercolor" => BorderColor; "font" => Font; "grouptitlefont" => GroupTitleFont
              "align" =>> Align; "namelength" => Namelength ]

/// The colour scales that traces without one of their own take.
type DefaultColorScales() =
    inherit DynamicObj()

    static member init
        (?Diverging: StyleParam.Colorscale, ?Sequential: StyleParam.Colorscale,
         ?SequentialMinus: StyleParam.Colorscale) =
        DefaultColorScales()
        |> fill [ "diverging" =>> Diverging; "sequential" =>> Sequential; "sequentialminus" =>> SequentialMinus ]

/// Text with or without an arrow, placed in data or paper coordinates.
type Annotation() =
    inherit DynamicObj()

    static member init
        (?X: #IConvertible, ?Y: #IConvertible, ?Align: StyleParam.AnnotationAlignment, ?ArrowColor: Color,
         ?ArrowHead: StyleParam.ArrowHead, ?ArrowSide: StyleParam.ArrowSide, ?ArrowSize: float, ?AX: #IConvertible,
         ?AXRef: #IConvertible, ?AY: #IConvertible, ?AYRef: #IConvertible, ?BGColor: Color, ?BorderColor: Color,
         ?BorderPad: int, ?BorderWidth: int, ?Font: Font, ?Height: int, ?HoverText: string, ?Name: string,
         ?Opacity: float, ?ShowArrow: bool, ?StandOff: int, ?Text: string, ?TextAngle: float,
         ?VAlign: StyleParam.VerticalAlign, ?Visible: bool, ?Width: int, ?XAnchor: StyleParam.XAnchorPosition,
         ?XRef: #IConvertible, ?XShift: int, ?YAnchor: StyleParam.YAnchorPosition, ?YRef: #IConvertible, ?YShift: int) =
        Annotation()
        |> fill
            [ "x" => X; "y" => Y; "align" =>> Align; "arrowcolor" => ArrowColor; "arrowhead" =>> ArrowHead
              "arrowside" =>> ArrowSide; "arrowsize" => ArrowSize; "ax" => AX; "axref" => AXRef; "ay" => AY
              "ayref" => AYRef; "bgcolor" => BGColor; "bordercolor" => BorderColor; "borderpad" => BorderPad
              "borderwidth" => BorderWidth; "font" => Font; "height" => Height; "hovertext" => HoverText
              "name" => Name; "opacity" => Opacity; "showarrow" => ShowArrow; "standoff" => StandOff; "text" => Text
              "textangle" => TextAngle; "valign" =>> VAlign; "visible" => Visible; "width" => Width
              "xanchor" =>> XAnchor; "xref" => XRef; "xshift" => XShift; "yanchor" =>> YAnchor; "yref" => YRef
              "yshift" => YShift ]

/// A line, rectangle, circle or path drawn under or over the traces.
type Shape() =
    inherit DynamicObj()

    static member init
        (?Editable: bool, ?FillColor: Color, ?ShowLegend: bool, ?LegendGroup: string, ?Layer: StyleParam.Layer,
         ?Line: Line, ?Name: string, ?Opacity: float, ?Path: string, ?ShapeType: StyleParam.ShapeType, ?Visible: bool,
         ?X0: #IConvertible, ?X1: #IConvertible, ?XAnchor: StyleParam.LinearAxisId, ?Xref: string,
         ?Y0: #IConvertible, ?Y1: #IConvertible, ?YAnchor: StyleParam.LinearAxisId, ?Yref: string) =
        Shape()
        |> fill
            [ "editable" => Editable; "fillcolor" => FillColor; "showlegend" => ShowLegend
              "legendgroup" => LegendGroup; "layer" =>> Layer; "line" => Line; "name" => Name; "opacity" => Opacity
              "path" => Path; "type" =>> ShapeType; "visible" => Visible; "x0" => X0; "x1" => X1
              "xanchor" =>> XAnchor; "xref" => Xref; "y0" => Y0; "y1" => Y1; "yanchor" =>> YAnchor; "yref" => Yref ]

/// Rows and columns of subplots. Gaps are fractions of a cell.
type LayoutGrid() =
    inherit DynamicObj()

    static member init
        (?Rows: int, ?Columns: int, ?SubPlots: (StyleParam.LinearAxisId * StyleParam.LinearAxisId)[][],
         ?XAxes: StyleParam.LinearAxisId[], ?YAxes: StyleParam.LinearAxisId[],
         ?RowOrder: StyleParam.LayoutGridRowOrder, ?Pattern: StyleParam.LayoutGridPattern, ?XGap: float, ?YGap: float,
         ?Domain: Domain) =
        LayoutGrid()
        |> fill
            [ "subplots" => Option.map (Array.map (Array.map (fun (x, y) -> $"{x}{y}"))) SubPlots
              "xaxes" => Option.map (Array.map string) XAxes; "yaxes" => Option.map (Array.map string) YAxes
              "rows" => Rows; "columns" => Columns; "roworder" =>> RowOrder; "pattern" =>> Pattern; "xgap" => XGap
              "ygap" => YGap; "domain" => Domain ]

/// The box that names the traces. Positions are fractions of the plot.
type Legend() =
    inherit DynamicObj()

    static member init
        (?BGColor: Color, ?BorderColor: Color, ?BorderWidth: float, ?EntryWidth: float,
         ?EntryWidthMode: StyleParam.EntryWidthMode, ?Font: Font, ?GroupTitleFont: Font,
         ?ItemSizing: StyleParam.TraceItemSizing, ?ItemWidth: int, ?Orientation: StyleParam.Orientation,
         ?Title: Title, ?TraceGroupGap: float, ?TraceOrder: StyleParam.TraceOrder, ?UIRevision: string,
         ?VerticalAlign: StyleParam.VerticalAlign, ?Visible: bool, ?X: float, ?XAnchor: StyleParam.XAnchorPosition,
         ?XRef: string, ?Y: float, ?YAnchor: StyleParam.YAnchorPosition, ?YRef: string) =
        Legend()
        |> fill
            [ "bgcolor" => BGColor; "bordercolor" => BorderColor; "borderwidth" => BorderWidth
              "entrywidth" => EntryWidth; "entrywidthmode" =>> EntryWidthMode; "font" => Font
              "grouptitlefont" => GroupTitleFont; "itemsizing" =>> ItemSizing; "itemwidth" => ItemWidth
              "orientation" =>> Orientation; "title" => Title; "tracegroupgap" => TraceGroupGap
              "traceorder" =>> TraceOrder; "uirevision" => UIRevision; "valign" =>> VerticalAlign
              "visible" => Visible; "x" => X; "xanchor" =>> XAnchor; "xref" => XRef; "y" => Y; "yanchor" =>> YAnchor
              "yref" => YRef ]
