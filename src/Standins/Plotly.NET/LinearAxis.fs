namespace Plotly.NET.LayoutObjects

open System
open DynamicObj
open DynamicObj.Fields
open Plotly.NET

/// An x or y axis. Ranges of a log axis are powers of ten.
type LinearAxis() =
    inherit DynamicObj()

    static member init
        (?Visible: bool, ?Color: Color, ?Title: Title, ?AxisType: StyleParam.AxisType,
         ?AutoTypeNumbers: StyleParam.AutoTypeNumbers, ?AutoRange: StyleParam.AutoRange, ?AutoShift: bool,
         ?RangeMode: StyleParam.RangeMode, ?Range: StyleParam.Range, ?FixedRange: bool,
         ?ScaleAnchor: StyleParam.ScaleAnchor, ?ScaleRatio: float, ?Matches: StyleParam.LinearAxisId,
         ?TickMode: StyleParam.TickMode, ?NTicks: int, ?Tick0: #IConvertible, ?DTick: #IConvertible,
         ?TickVals: seq<#IConvertible>, ?TickText: seq<#IConvertible>, ?Ticks: StyleParam.TickOptions,
         ?TickLabelPosition: StyleParam.TickLabelPosition, ?TickLabelStep: int, ?Mirror: StyleParam.Mirror,
         ?TickLen: int, ?TickWidth: int, ?TickColor: Color, ?ShowTickLabels: bool,
         ?AutoMargin: StyleParam.TickAutoMargin, ?ShowSpikes: bool, ?SpikeColor: Color, ?SpikeThickness: int,
         ?TickFont: Font, ?TickAngle: int, ?TickPrefix: string, ?TickSuffix: string,
         ?ExponentFormat: StyleParam.ExponentFormat, ?SeparateThousands: bool, ?TickFormat: string,
         ?HoverFormat: string, ?ShowLine: bool, ?LineColor: Color, ?LineWidth: float, ?ShowGrid: bool,
         ?GridColor: Color, ?GridDash: StyleParam.DrawingStyle, ?GridWidth: float, ?ZeroLine: bool,
         ?ZeroLineColor: Color, ?ZeroLineWidth: float, ?Shift: int, ?Anchor: StyleParam.LinearAxisId,
         ?Side: StyleParam.Side, ?Overlaying: StyleParam.LinearAxisId, ?Layer: StyleParam.Layer,
         ?Domain: StyleParam.Range, ?Position: float, ?CategoryOrder: StyleParam.CategoryOrder,
         ?CategoryArray: seq<#IConvertible>, ?UIRevision: #IConvertible, ?BackgroundColor: Color,
         ?ShowBackground: bool) =
        LinearAxis()
        |> fill
            [ "visible" => Visible; "color" => Color; "title" => Title; "type" =>> AxisType
              "autotypenumbers" =>> AutoTypeNumbers; "autorange" =>> AutoRange; "autoshift" => AutoShift
              "rangemode" =>> RangeMode; "range" =>> Range; "fixedrange" => FixedRange
              "scaleanchor" =>> ScaleAnchor; "scaleratio" => ScaleRatio; "matches" =>> Matches
              "tickmode" =>> TickMode; "nticks" => NTicks; "tick0" => Tick0; "dtick" => DTick
              "tickvals" => TickVals; "ticktext" => TickText; "ticks" =>> Ticks
              "ticklabelposition" =>> TickLabelPosition; "ticklabelstep" => TickLabelStep; "mirror" =>> Mirror
              "ticklen" => TickLen; "tickwidth" => TickWidth; "tickcolor" => TickColor
              "showticklabels" => ShowTickLabels; "automargin" =>> AutoMargin; "showspikes" => ShowSpikes
              "spikecolor" => SpikeColor; "spikethickness" => SpikeThickness; "tickfont" => TickFont
              "tickangle" => TickAngle; "tickprefix" => TickPrefix; "ticksuffix" => TickSuffix
              "exponentformat" =>> ExponentFormat; "separatethousands" => SeparateThousands
              "tickformat" => TickFormat; "hoverformat" => HoverFormat; "showline" => ShowLine
              "linecolor" => LineColor; "linewidth" => LineWidth; "showgrid" => ShowGrid; "gridcolor" => GridColor
              "griddash" =>> GridDash; "gridwidth" => GridWidth; "zeroline" => ZeroLine
              "zerolinecolor" => ZeroLineColor; "zerolinewidth" => ZeroLineWidth; "shift" => Shift
              "anchor" =>> Anchor; "side" =>> Side; "overlaying" =>> Overlaying; "layer" =>> Layer
              "domain" =>> Domain; "position" => Position; "categoryorder" =>> CategoryOrder
              "categoryarray" => CategoryArray; "uirevision" => UIRevision; "backgroundcolor" => BackgroundColor
              "showbackground" => ShowBackground ]
