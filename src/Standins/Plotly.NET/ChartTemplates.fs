namespace Plotly.NET

open DynamicObj
open DynamicObj.Fields
open Plotly.NET.LayoutObjects
open Plotly.NET.TraceObjects

/// Ready-made templates.
module ChartTemplates =

    module ColorWays =

        let private ofHex (codes: string) = codes.Split ' ' |> Seq.map Color.fromHex |> Array.ofSeq |> Color.fromColors

        let plotly = ofHex "#636efa #EF553B #00cc96 #ab63fa #FFA15A #19d3f3 #FF6692 #B6E880 #FF97FF #FECB52"

        let fslab = ofHex "#A00975 #D12F67 #44d57f #438AFE #d59a1b #F99BDE #ff9b9b #c6ffdd #00d4ff #d2c572"

    let private withAxes (axis: unit -> LinearAxis) (layout: Layout) =
        layout
        |> Layout.setLinearAxis (StyleParam.SubPlotId.XAxis 1, axis ())
        |> Layout.setLinearAxis (StyleParam.SubPlotId.YAxis 1, axis ())

    let private bare (layout: Layout) = Template.init (layout, TraceTemplates = Seq.empty<Trace>)

    let private plain background mirrored =
        let axis () =
            if mirrored then
                LinearAxis.init (
                    ShowLine = true, ZeroLine = true, Mirror = StyleParam.Mirror.All,
                    Ticks = StyleParam.TickOptions.Inside)
            else
                LinearAxis.init (ShowLine = true, ZeroLine = true)
        let color = Color.fromString background
        Layout.init (PaperBGColor = color, PlotBGColor = color) |> withAxes axis |> bare

    let light = plain "white" false

    let lightMirrored = plain "white" true

    let transparent = plain "rgba(255, 255, 255, 0)" false

    let transparentMirrored = plain "rgba(255, 255, 255, 0)" true

    let private onDark (background: string) (text: string) (line: string) (zero: string) (grid: string) (tick: string) =
        let axis () =
            LinearAxis.init (
                LineColor = Color.fromString line, ZeroLineColor = Color.fromString zero,
                GridColor = Color.fromString grid, TickColor = Color.fromString tick,
                Ticks = StyleParam.TickOptions.Inside, ShowLine = true, ZeroLine = true)
        let color = Color.fromString background
        Layout.init (PaperBGColor = color, PlotBGColor = color, Font = Font.init (Color = Color.fromString text))
        |> withAxes axis
        |> bare

    let private grey = "rgb(204, 204, 204)"

    let private darkTemplate () =
        onDark "rgb(55, 55, 61)" grey grey grey "rgba(204, 204, 204, 0.3)" "rgba(204, 204, 204, 0.5)"

    let dark = darkTemplate ()

    let darkMirrored =
        darkTemplate ()
        |> Template.mapLayoutTemplate (fun layout ->
            for name in [ "xaxis"; "yaxis" ] do
                layout |> Layout.update name (LinearAxis.init (Mirror = StyleParam.Mirror.AllTicks)) |> ignore
            layout)

    let fslab =
        let blue = "rgba(67, 138, 254, 0.5)"
        onDark "#200117" "white" "white" blue blue blue |> Template.withColorWay ColorWays.fslab

    let private scale (stops: (float * string) list) =
        StyleParam.Colorscale.Custom [ for at, code in stops -> at, Color.fromString code ]

    let private plasma =
        let codes = "#0d0887 #46039f #7201a8 #9c179e #bd3786 #d8576b #ed7953 #fb9f3a #fdca26 #f0f921".Split ' '
        scale [ for i, code in Seq.indexed codes -> float i / 9., code ]

    let private pinkGreen =
        let codes = "#8e0152 #c51b7d #de77ae #f1b6da #fde0ef #f7f7f7 #e6f5d0 #b8e186 #7fbc41 #4d9221 #276419".Split ' '
        scale [ for i, code in Seq.indexed codes -> float i / 10., code ]

    /// plotly.js's own look, as far as traces on x and y axes go: the default of every chart.
    let plotly =
        let white = Color.fromKeyword White
        let ink = Color.fromHex "#2a3f5f"
        let ground = Color.fromHex "#E5ECF6"
        let colorBar () = ColorBar.init (OutlineWidth = 0., Ticks = StyleParam.TickOptions.Empty)
        let axis () =
            LinearAxis.init (
                AutoMargin = StyleParam.TickAutoMargin.All, GridColor = white, LineColor = white,
                Ticks = StyleParam.TickOptions.Empty, Title = Title.init (Standoff = 15), ZeroLineColor = white,
                ZeroLineWidth = 2.)
        let part members = DynamicObj() |> fill members
        let layout =
            Layout.init (
                AutoTypeNumbers = StyleParam.AutoTypeNumbers.Strict,
                Colorscale = DefaultColorScales.init (Diverging = pinkGreen, Sequential = plasma, SequentialMinus = plasma),
                Font = Font.init (Color = ink), Hoverlabel = Hoverlabel.init (Align = StyleParam.Align.Left),
                HoverMode = StyleParam.HoverMode.Closest, PaperBGColor = white, PlotBGColor = ground,
                Title = Title.init (X = 0.05))
            |> fill [ "coloraxis" => Some(part [ "colorbar" => Some(colorBar ()) ]) ]
            |> withAxes axis
            |> fill
                [ "annotationdefaults"
                  => Some(part [ "arrowcolor" => Some "#2a3f5f"; "arrowhead" => Some 0; "arrowwidth" => Some 1 ])
                  "shapedefaults" => Some(part [ "line" => Some(Line.init (Color = ink)) ]) ]
        let barMarker =
            Marker.init (
                Outline = Line.init (Color = ground, Width = 0.5),
                Pattern = Pattern.init (FillMode = StyleParam.PatternFillMode.Overlay, Size = 10, Solidity = 0.2))
        let traces =
            [ Trace2D.make "bar"
                  [ "marker" => Some barMarker; "error_x" => Some(Error.init (Color = ink))
                    "error_y" => Some(Error.init (Color = ink)) ]
              Trace2D.make "heatmap" [ "colorbar" => Some(colorBar ()); "colorscale" =>> Some plasma ]
              Trace2D.make "scatter" [ "marker" => Some(Marker.init (ColorBar = colorBar ())) ] ]
        Template.init (layout, TraceTemplates = traces) |> Template.withColorWay ColorWays.plotly
