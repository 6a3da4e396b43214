namespace Plotly.NET

open DynamicObj
open DynamicObj.Fields

/// A line of a trace, a shape or an outline. Width in px.
type Line() =
    inherit DynamicObj()

    static member init
        (?AutoColorScale: bool, ?CAuto: bool, ?CMax: float, ?CMid: float, ?CMin: float, ?Color: Color,
         ?ColorAxis: StyleParam.SubPlotId, ?Colorscale: StyleParam.Colorscale, ?ReverseScale: bool, ?ShowScale: bool,
         ?ColorBar: ColorBar, ?Dash: StyleParam.DrawingStyle, ?Shape: StyleParam.Shape, ?Simplify: bool,
         ?Smoothing: float, ?Width: float, ?MultiWidth: seq<float>, ?OutlierColor: Color, ?OutlierWidth: float) =
        Line()
        |> fill
            [ "color" => Color; either "width" Width MultiWidth; "shape" =>> Shape; "smoothing" => Smoothing
              "dash" =>> Dash; "outliercolor" => OutlierColor; "outlierwidth" => OutlierWidth
              "autocolorscale" => AutoColorScale; "cauto" => CAuto; "cmax" => CMax; "cmid" => CMid; "cmin" => CMin
              "coloraxis" =>> ColorAxis; "colorscale" =>> Colorscale; "reversescale" => ReverseScale
              "showscale" => ShowScale; "colorbar" => ColorBar; "simplify" => Simplify ]
