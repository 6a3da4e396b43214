namespace Plotly.NET

open System
open DynamicObj
open DynamicObj.Fields
open Plotly.NET.TraceObjects

/// What several kinds of traces have in common.
module internal Chart2DParts =

    let unzip (pairs: seq<'a * 'b>) : 'a[] * 'b[] = Array.unzip (Array.ofSeq pairs)

    /// The marker given, or a new one, with what was said about it separately.
    let marker (given: Marker option) (color: Color option) (scale: StyleParam.Colorscale option) (outline: Line option)
        (opacities: seq<float> option) =
        given
        |> Option.defaultWith Marker
        |> fill [ "color" => color; "colorscale" =>> scale; "line" => outline; "opacity" => opacities ]

    let barMarker given color scale outline opacities (pattern: Pattern option) shape shapes =
        let pattern = pattern |> Option.defaultWith Pattern |> fill [ Pattern.shapes shape shapes ]
        marker given color scale outline opacities |> fill [ "pattern" => Some pattern ]

    /// One value or one value per point, both of one type.
    let oneOrMany<'a when 'a :> IConvertible> (name: string) (single: 'a option) (multi: seq<'a> option) = either name single multi

    let textPositions (single: StyleParam.TextPosition option) (multi: seq<StyleParam.TextPosition> option) =
        either "textposition" (Option.map string single) (Option.map (Seq.map string) multi)

    /// The markers of a band without a colour of its own.
    let shade = Color.fromString "rgba(0,0,0,0.5)"
