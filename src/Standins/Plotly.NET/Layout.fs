namespace Plotly.NET

open System
open DynamicObj
open DynamicObj.Fields
open Plotly.NET.LayoutObjects

/// Everything of a figure that is not a trace: size, titles, axes, legend, annotations, shapes.
type Layout() =
    inherit DynamicObj()

    static member init
        (?Title: Title, ?ShowLegend: bool, ?Margin: Margin, ?AutoSize: bool, ?Width: int, ?Height: int, ?Font: Font,
         ?Separators: string, ?PaperBGColor: Color, ?PlotBGColor: Color, ?AutoTypeNumbers: StyleParam.AutoTypeNumbers,
         ?Colorscale: DefaultColorScales, ?Colorway: Color, ?HoverMode: StyleParam.HoverMode, ?HoverDistance: int,
         ?Hoverlabel: Hoverlabel, ?UIRevision: string, ?Template: DynamicObj, ?Meta: string, ?Grid: LayoutGrid,
         ?BarGap: float, ?BarGroupGap: float, ?BarMode: StyleParam.BarMode, ?BarNorm: StyleParam.BarNorm,
         ?BoxGap: float, ?BoxGroupGap: float, ?BoxMode: StyleParam.BoxMode, ?Annotations: seq<Annotation>,
         ?Shapes: seq<Shape>) =
        Layout()
        |> fill
            [ "title" => Title; "showlegend" => ShowLegend; "margin" => Margin; "autosize" => AutoSize
              "width" => Width; "height" => Height; "font" => Font; "separators" => Separators
              "paper_bgcolor" => PaperBGColor; "plot_bgcolor" => PlotBGColor
              "autotypenumbers" =>> AutoTypeNumbers; "colorscale" => Colorscale; "colorway" => Colorway
              "hovermode" =>> HoverMode; "hoverdistance" => HoverDistance; "hoverlabel" => Hoverlabel
              "uirevision" => UIRevision; "template" => Template; "meta" => Meta; "grid" => Grid; "bargap" => BarGap
              "bargroupgap" => BarGroupGap; "barmode" =>> BarMode; "barnorm" =>> BarNorm; "boxgap" => BoxGap
              "boxgroupgap" => BoxGroupGap; "boxmode" =>> BoxMode; "annotations" => Annotations; "shapes" => Shapes ]

    /// The second layout on top of the first, which is changed and returned; annotations and shapes are joined.
    static member combine (first: Layout) (second: Layout) : Layout =
        let joined name =
            match first.TryGetTypedValue<seq<DynamicObj>> name, second.TryGetTypedValue<seq<DynamicObj>> name with
            | Some a, Some b -> Some(Seq.append a b)
            | a, b -> Option.orElse b a
        let both = [ for name in [ "annotations"; "shapes" ] -> name => joined name ]
        Fields.combine first second |> fill both

    /// The axis (xaxis, yaxis2, …) on top of the one that the layout has under that name.
    static member updateLinearAxisById(id: StyleParam.SubPlotId, axis: LinearAxis) =
        fun (layout: Layout) -> layout |> Layout.update (string id) axis

    static member setLinearAxis(id: StyleParam.SubPlotId, axis: LinearAxis) =
        fun (layout: Layout) -> layout |> fill [ string id => Some axis ]

    static member tryGetLinearAxisById(id: StyleParam.SubPlotId) =
        fun (layout: Layout) -> layout.TryGetTypedValue<LinearAxis>(string id)

    static member internal update (name: string) (part: DynamicObj) (layout: Layout) : Layout =
        match layout.TryGetTypedValue<DynamicObj> name with
        | Some present -> layout.SetValue(name, Fields.combine present part)
        | None -> layout.SetValue(name, part)
        layout
