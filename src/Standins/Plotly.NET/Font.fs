namespace Plotly.NET

open DynamicObj
open DynamicObj.Fields

/// Family, size in px and colour of text.
type Font() =
    inherit DynamicObj()

    static member init(?Family: StyleParam.FontFamily, ?Size: float, ?Color: Color) =
        Font() |> fill [ "family" =>> Family; "size" => Size; "color" => Color ]

/// Space in px around a title.
type Padding() =
    inherit DynamicObj()

    static member init(?B: int, ?L: int, ?R: int, ?T: int) =
        Padding() |> fill [ "b" => B; "l" => L; "r" => R; "t" => T ]

/// The title of a plot, an axis, a legend or a colour bar. Positions are fractions of the container.
type Title() =
    inherit DynamicObj()

    static member init
        (?Text: string, ?Font: Font, ?AutoMargin: bool, ?Pad: Padding, ?X: float, ?XAnchor: StyleParam.XAnchorPosition,
         ?XRef: string, ?Y: float, ?YAnchor: StyleParam.YAnchorPosition, ?YRef: string, ?Standoff: int,
         ?Side: StyleParam.Side) =
        Title()
        |> fill
            [ "text" => Text; "font" => Font; "automargin" => AutoMargin; "pad" => Pad; "x" => X; "xanchor" =>> XAnchor
              "xref" => XRef; "y" => Y; "yanchor" =>> YAnchor; "yref" => YRef; "standoff" => Standoff; "side" =>> Side ]
