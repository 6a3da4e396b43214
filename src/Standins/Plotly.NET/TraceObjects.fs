namespace Plotly.NET.TraceObjects

open System
open DynamicObj
open DynamicObj.Fields
open Plotly.NET

/// Hatching of bars and areas.
type Pattern() =
    inherit DynamicObj()

    static member init
        (?BGColor: Color, ?FGColor: Color, ?FGOpacity: float, ?FillMode: StyleParam.PatternFillMode,
         ?Shape: StyleParam.PatternShape, ?MultiShape: seq<StyleParam.PatternShape>, ?Size: int, ?MultiSize: seq<int>,
         ?Solidity: float) =
        Pattern()
        |> fill
            [ "bgcolor" => BGColor; "fgcolor" => FGColor; "fgopacity" => FGOpacity; "fillmode" =>> FillMode
              Pattern.shapes Shape MultiShape; either "size" Size MultiSize; "solidity" => Solidity ]

    static member internal shapes (single: StyleParam.PatternShape option) (multi: seq<StyleParam.PatternShape> option) =
        either "shape" (Option.map string single) (Option.map (Seq.map string) multi)

/// Points of a scatter trace, or the faces of bars. Sizes in px.
type Marker() =
    inherit DynamicObj()

    static member init
        (?Angle: float, ?AngleRef: StyleParam.AngleRef, ?AutoColorScale: bool, ?CAuto: bool, ?CMax: float,
         ?CMid: float, ?CMin: float, ?Color: Color, ?Colors: seq<Color>, ?ColorAxis: StyleParam.SubPlotId,
         ?ColorBar: ColorBar, ?Colorscale: StyleParam.Colorscale, ?CornerRadius: int, ?Outline: Line,
         ?MaxDisplayed: int, ?Opacity: float, ?MultiOpacity: seq<float>, ?Pattern: Pattern, ?ReverseScale: bool,
         ?ShowScale: bool, ?Size: int, ?MultiSize: seq<int>, ?SizeMin: int, ?SizeRef: int,
         ?Symbol: StyleParam.MarkerSymbol, ?MultiSymbol: seq<StyleParam.MarkerSymbol>, ?OutlierColor: Color,
         ?OutlierWidth: int) =
        Marker()
        |> fill
            [ "angle" => Angle; "angleref" =>> AngleRef; "autocolorscale" => AutoColorScale; "cauto" => CAuto
              "cmax" => CMax; "cmid" => CMid; "cmin" => CMin; "color" => Color; "colors" => Colors
              "coloraxis" =>> ColorAxis; "colorbar" => ColorBar; "colorscale" =>> Colorscale
              "cornerradius" => CornerRadius; "line" => Outline; either "size" Size MultiSize
              either "opacity" Opacity MultiOpacity; "pattern" => Pattern; Marker.symbols Symbol MultiSymbol
              "outliercolor" => OutlierColor; "outlierwidth" => OutlierWidth; "maxdisplayed" => MaxDisplayed
              "reversescale" => ReverseScale; "showscale" => ShowScale; "sizemin" => SizeMin; "sizeref" => SizeRef ]

    static member internal symbols (single: StyleParam.MarkerSymbol option) (multi: seq<StyleParam.MarkerSymbol> option) =
        either "symbol" (Option.map string single) (Option.map (Seq.map string) multi)

/// Error bars, in units of the axis; `Arrayminus` gives the lower lengths when they are not symmetric.
type Error() =
    inherit DynamicObj()

    static member init
        (?Visible: bool, ?Type: StyleParam.ErrorType, ?Symmetric: bool, ?Array: seq<#IConvertible>,
         ?Arrayminus: seq<#IConvertible>, ?Value: float, ?Valueminus: float, ?Traceref: int, ?Tracerefminus: int,
         ?Copy_ystyle: bool, ?Color: Color, ?Thickness: float, ?Width: float) =
        Error()
        |> fill
            [ "visible" => Visible; "type" =>> Type; "symmetric" => Symmetric; "array" => Array
              "arrayminus" => Arrayminus; "value" => Value; "valueminus" => Valueminus; "traceref" => Traceref
              "tracerefminus" => Tracerefminus; "copy_ystyle" => Copy_ystyle; "color" => Color
              "thickness" => Thickness; "width" => Width ]
