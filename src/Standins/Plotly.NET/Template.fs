namespace Plotly.NET

open DynamicObj
open DynamicObj.Fields

/// Defaults that a figure's layout and traces fall back on.
type Template() =
    inherit DynamicObj()

    static member init(layoutTemplate: Layout, ?TraceTemplates: seq<#Trace>) =
        let data = DynamicObj()
        for kind, traces in TraceTemplates |> Option.defaultValue Seq.empty |> Seq.groupBy (fun trace -> trace.``type``) do
            let bare =
                [| for trace in traces ->
                       let copy = DynamicObj()
                       trace.CopyDynamicPropertiesTo copy
                       copy |]
            data.SetValue(kind, bare)
        Template() |> fill [ "layout" => Some layoutTemplate; "data" => Some data ]

    /// Changes the template's layout in place.
    static member mapLayoutTemplate (styleF: Layout -> Layout) (template: Template) =
        template |> fill [ "layout" => Option.map styleF (template.TryGetTypedValue<Layout> "layout") ]

    /// The colours that traces take in turn.
    static member withColorWay (colorway: Color) (template: Template) =
        template |> Template.mapLayoutTemplate (fill [ "colorway" => Some colorway ])
