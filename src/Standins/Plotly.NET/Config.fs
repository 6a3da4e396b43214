namespace Plotly.NET.ConfigObjects

open DynamicObj
open DynamicObj.Fields
open Plotly.NET

/// What the download button of a figure in a page produces.
type ToImageButtonOptions() =
    inherit DynamicObj()

    static member init
        (?Format: StyleParam.ImageFormat, ?Filename: string, ?Width: float, ?Height: float, ?Scale: float) =
        ToImageButtonOptions()
        |> fill
            [ "format" =>> Format; "filename" => Filename; "width" => Width; "height" => Height; "scale" => Scale ]

namespace Plotly.NET

open DynamicObj
open DynamicObj.Fields
open Plotly.NET.ConfigObjects

/// How a figure behaves in a page: buttons, resizing, editing.
type Config() =
    inherit DynamicObj()

    static member init
        (?StaticPlot: bool, ?TypesetMath: bool, ?Editable: bool, ?Autosizable: bool, ?Responsive: bool,
         ?FillFrame: bool, ?FrameMargins: float, ?ShowTips: bool, ?ShowLink: bool, ?DisplayModeBar: bool,
         ?ToImageButtonOptions: ToImageButtonOptions, ?Displaylogo: bool, ?Watermark: bool, ?Logging: int,
         ?Locale: string) =
        Config()
        |> fill
            [ "staticPlot" => StaticPlot; "typesetMath" => TypesetMath; "editable" => Editable
              "autosizable" => Autosizable; "responsive" => Responsive; "fillFrame" => FillFrame
              "frameMargins" => FrameMargins; "showTips" => ShowTips; "showLink" => ShowLink
              "displayModeBar" => DisplayModeBar; "toImageButtonOptions" => ToImageButtonOptions
              "displaylogo" => Displaylogo; "watermark" => Watermark; "logging" => Logging; "locale" => Locale ]
