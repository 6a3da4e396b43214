namespace Plotly.NET

open System
open DynamicObj
open DynamicObj.Fields

/// The bar beside a heatmap or a coloured marker trace that explains the colours.
type ColorBar() =
    inherit DynamicObj()

    static member init
        (?BGColor: Color, ?BorderColor: Color, ?BorderWidth: float, ?DTick: IConvertible,
         ?ExponentFormat: StyleParam.ExponentFormat, ?Len: float, ?LenMode: StyleParam.UnitMode, ?NTicks: int,
         ?Orientation: StyleParam.Orientation, ?OutlineColor: Color, ?OutlineWidth: float, ?ShowTickLabels: bool,
         ?Thickness: float, ?ThicknessMode: StyleParam.UnitMode, ?Tick0: IConvertible, ?TickAngle: int,
         ?TickColor: Color, ?TickFont: Font, ?TickFormat: string, ?TickLabelPosition: StyleParam.TickLabelPosition,
         ?TickLen: float, ?TickMode: StyleParam.TickMode, ?TickPrefix: string, ?Ticks: StyleParam.TickOptions,
         ?TickSuffix: string, ?TickText: seq<#IConvertible>, ?TickVals: seq<#IConvertible>, ?TickWidth: float,
         ?Title: Title, ?X: float, ?XAnchor: StyleParam.HorizontalAlign, ?XPad: float, ?XRef: string, ?Y: float,
         ?YAnchor: StyleParam.VerticalAlign, ?YPad: float, ?YRef: string) =
        ColorBar()
        |> fill
            [ "bgcolor" => BGColor; "bordercolor" => BorderColor; "borderwidth" => BorderWidth; "dtick" => DTick
              "exponentformat" =>> ExponentFormat; "len" => Len; "lenmode" =>> LenMode; "nticks" => NTicks
              "orientation" =>> Orientation; "outlinecolor" => OutlineColor; "outlinewidth" => OutlineWidth
              "showticklabels" => ShowTickLabels; "thickness" => Thickness; "thicknessmode" =>> ThicknessMode
              "tick0" => Tick0; "tickangle" => TickAngle; "tickcolor" => TickColor; "tickfont" => TickFont
              "tickformat" => TickFormat; "ticklabelposition" =>> TickLabelPosition; "ticklen" => TickLen
              "tickmode" =>> TickMode; "tickprefix" => TickPrefix; "ticks" =>> Ticks; "ticksuffix" => TickSuffix
              "ticktext" => TickText; "tickvals" => TickVals; "tickwidth" => TickWidth; "title" => Title; "x" => X
              "xanchor" =>> XAnchor; "xpad" => XPad; "xref" => XRef; "y" => Y; "yanchor" =>> YAnchor; "ypad" => YPad
              "yref" => YRef ]
