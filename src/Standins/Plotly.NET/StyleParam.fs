namespace Plotly.NET

open System
open FSharp

/// The closed vocabularies of plotly.js attributes. `Convert` gives the value as plotly.js spells it:
/// a string, or a boolean where the attribute mixes the two.
module StyleParam =

    [<RequireQualifiedAccess>]
    type AngleRef =
        | Previous | Up
        override this.ToString() =
            match this with
            | Previous -> "previous" | Up -> "up"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Align =
        | Auto | Left | Right
        override this.ToString() =
            match this with
            | Auto -> "auto" | Left -> "left" | Right -> "right"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type AnnotationAlignment =
        | Left | Center | Right
        override this.ToString() =
            match this with
            | Left -> "left" | Center -> "center" | Right -> "right"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type ArrowSide =
        | Start | End | StartEnd | None
        override this.ToString() =
            match this with
            | Start -> "start" | End -> "end" | StartEnd -> "startend" | None -> "none"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type AutoRange =
        | True | False | Reversed | MinReversed | MaxReversed | Min | Max
        member this.Convert() : obj =
            match this with
            | True -> true | False -> false | Reversed -> "reversed" | MinReversed -> "min reversed"
            | MaxReversed -> "max reversed" | Min -> "min" | Max -> "max"

    [<RequireQualifiedAccess>]
    type AutoTypeNumbers =
        | ConvertTypes | Strict
        override this.ToString() =
            match this with
            | ConvertTypes -> "convert types" | Strict -> "strict"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type AxisType =
        | Auto | Linear | Log | Date | Category | MultiCategory
        override this.ToString() =
            match this with
            | Auto -> "-" | Linear -> "linear" | Log -> "log" | Date -> "date" | Category -> "category"
            | MultiCategory -> "multicategory"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type BarMode =
        | Stack | Group | Overlay | Relative
        override this.ToString() =
            match this with
            | Stack -> "stack" | Group -> "group" | Overlay -> "overlay" | Relative -> "relative"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type BarNorm =
        | NoNorm | Fraction | Percent
        override this.ToString() =
            match this with
            | NoNorm -> "" | Fraction -> "fraction" | Percent -> "percent"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type BoxMean =
        | True | False | SD
        member this.Convert() : obj =
            match this with
            | True -> true | False -> false | SD -> "sd"

    [<RequireQualifiedAccess>]
    type BoxMode =
        | Group | Overlay
        override this.ToString() =
            match this with
            | Group -> "group" | Overlay -> "overlay"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type BoxPoints =
        | Outliers | All | SuspectedOutliers | False
        member this.Convert() : obj =
            match this with
            | Outliers -> "outliers" | All -> "all" | SuspectedOutliers -> "suspectedoutliers" | False -> false

    [<RequireQualifiedAccess>]
    type BoxSizeMode =
        | Quartiles | SD
        override this.ToString() =
            match this with
            | Quartiles -> "quartiles" | SD -> "sd"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type CategoryOrder =
        | Trace | CategoryAscending | CategoryDescending | Array | TotalAscending | TotalDescending | MinAscending
        | MinDescending | MaxAscending | MaxDescending | SumAscending | SumDescending | MeanAscending
        | MeanDescending | MedianAscending | MedianDescending
        override this.ToString() =
            match this with
            | Trace -> "trace" | CategoryAscending -> "category ascending"
            | CategoryDescending -> "category descending" | Array -> "array" | TotalAscending -> "total ascending"
            | TotalDescending -> "total descending" | MinAscending -> "min ascending"
            | MinDescending -> "min descending" | MaxAscending -> "max ascending" | MaxDescending -> "max descending"
            | SumAscending -> "sum ascending" | SumDescending -> "sum descending" | MeanAscending -> "mean ascending"
            | MeanDescending -> "mean descending" | MedianAscending -> "median ascending"
            | MedianDescending -> "median descending"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type EntryWidthMode =
        | Fraction | Pixels
        override this.ToString() =
            match this with
            | Fraction -> "fraction" | Pixels -> "pixels"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type ErrorType =
        | Percent | Constant | Sqrt | Data
        override this.ToString() =
            match this with
            | Percent -> "percent" | Constant -> "constant" | Sqrt -> "sqrt" | Data -> "data"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type ExponentFormat =
        | B | SI | Power | Ecapital | E | None
        override this.ToString() =
            match this with
            | B -> "B" | SI -> "SI" | Power -> "power" | Ecapital -> "E" | E -> "e" | None -> "none"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Fill =
        | None | ToZero_y | ToZero_x | ToNext_y | ToNext_x | ToSelf | ToNext
        override this.ToString() =
            match this with
            | None -> "none" | ToZero_y -> "tozeroy" | ToZero_x -> "tozerox" | ToNext_y -> "tonexty"
            | ToNext_x -> "tonextx" | ToSelf -> "toself" | ToNext -> "tonext"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type GroupNorm =
        | None | Fraction | Percent
        override this.ToString() =
            match this with
            | None -> "" | Fraction -> "fraction" | Percent -> "percent"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type HorizontalAlign =
        | Left | Center | Right
        override this.ToString() =
            match this with
            | Left -> "left" | Center -> "center" | Right -> "right"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type HoverInfo =
        | X | XY | XYZ | XYZText | XYZTextName | Y | YZ | YZText | YZTextName | Z | ZText | ZTextName | Text
        | TextName | Name | All | None | Skip
        override this.ToString() =
            match this with
            | X -> "x" | XY -> "x+y" | XYZ -> "x+y+z" | XYZText -> "x+y+z+text" | XYZTextName -> "x+y+z+text+name"
            | Y -> "y" | YZ -> "y+z" | YZText -> "y+z+text" | YZTextName -> "y+z+text+name" | Z -> "z"
            | ZText -> "z+text" | ZTextName -> "z+text+name" | Text -> "text" | TextName -> "text+name"
            | Name -> "name" | All -> "all" | None -> "none" | Skip -> "skip"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type HoverMode =
        | Closest | X | Y | False | XUnified | YUnified
        member this.Convert() : obj =
            match this with
            | Closest -> "closest" | X -> "x" | Y -> "y" | False -> false | XUnified -> "x unified"
            | YUnified -> "y unified"

    [<RequireQualifiedAccess>]
    type ImageFormat =
        | SVG | PNG | JPEG
        override this.ToString() =
            match this with
            | SVG -> "svg" | PNG -> "png" | JPEG -> "jpeg"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Layer =
        | Below | Above | AboveTraces | BelowTraces
        override this.ToString() =
            match this with
            | Below -> "below" | Above -> "above" | AboveTraces -> "above traces" | BelowTraces -> "below traces"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type LayoutGridPattern =
        | Independent | Coupled
        override this.ToString() =
            match this with
            | Independent -> "independent" | Coupled -> "coupled"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type LayoutGridRowOrder =
        | TopToBottom | BottomToTop
        override this.ToString() =
            match this with
            | TopToBottom -> "top to bottom" | BottomToTop -> "bottom to top"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Mirror =
        | True | Ticks | False | All | AllTicks
        member this.Convert() : obj =
            match this with
            | True -> true | Ticks -> "ticks" | False -> false | All -> "all" | AllTicks -> "allticks"

    [<RequireQualifiedAccess>]
    type Mode =
        | None | Lines | Lines_Markers | Lines_Text | Lines_Markers_Text | Markers | Markers_Text | Text
        override this.ToString() =
            match this with
            | None -> "none" | Lines -> "lines" | Lines_Markers -> "lines+markers" | Lines_Text -> "lines+text"
            | Lines_Markers_Text -> "lines+markers+text" | Markers -> "markers" | Markers_Text -> "markers+text"
            | Text -> "text"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Orientation =
        | Horizontal | Vertical
        override this.ToString() =
            match this with
            | Horizontal -> "h" | Vertical -> "v"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type PatternFillMode =
        | Replace | Overlay
        override this.ToString() =
            match this with
            | Replace -> "replace" | Overlay -> "overlay"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type PatternShape =
        | None | DiagonalDescending | DiagonalAscending | DiagonalChecked | HorizontalLines | VerticalLines | Checked
        | Dots
        override this.ToString() =
            match this with
            | None -> "" | DiagonalDescending -> "/" | DiagonalAscending -> "\\" | DiagonalChecked -> "x"
            | HorizontalLines -> "-" | VerticalLines -> "|" | Checked -> "+" | Dots -> "."
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type QuartileMethod =
        | Linear | Exclusive | Inclusive
        override this.ToString() =
            match this with
            | Linear -> "linear" | Exclusive -> "exclusive" | Inclusive -> "inclusive"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type RangeMode =
        | Normal | ToZero | NonNegative
        override this.ToString() =
            match this with
            | Normal -> "normal" | ToZero -> "tozero" | NonNegative -> "nonnegative"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Shape =
        | Linear | Spline | Hv | Vh | Hvh | Vhv
        override this.ToString() =
            match this with
            | Linear -> "linear" | Spline -> "spline" | Hv -> "hv" | Vh -> "vh" | Hvh -> "hvh" | Vhv -> "vhv"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type ShapeType =
        | Circle | Rectangle | SvgPath | Line
        override this.ToString() =
            match this with
            | Circle -> "circle" | Rectangle -> "rect" | SvgPath -> "path" | Line -> "line"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Side =
        | Top | TopLeft | TopCenter | TopRight | Bottom | Left | Right
        override this.ToString() =
            match this with
            | Top -> "top" | TopLeft -> "top left" | TopCenter -> "top center" | TopRight -> "top right"
            | Bottom -> "bottom" | Left -> "left" | Right -> "right"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type SmoothAlg =
        | False | Best | Fast
        member this.Convert() : obj =
            match this with
            | False -> false | Best -> "best" | Fast -> "fast"

    [<RequireQualifiedAccess>]
    type TextPosition =
        | TopLeft | TopCenter | TopRight | MiddleLeft | MiddleCenter | MiddleRight | BottomLeft | BottomCenter
        | BottomRight | Auto | Inside | Outside | None
        override this.ToString() =
            match this with
            | TopLeft -> "top left" | TopCenter -> "top center" | TopRight -> "top right"
            | MiddleLeft -> "middle left" | MiddleCenter -> "middle center" | MiddleRight -> "middle right"
            | BottomLeft -> "bottom left" | BottomCenter -> "bottom center" | BottomRight -> "bottom right"
            | Auto -> "auto" | Inside -> "inside" | Outside -> "outside" | None -> "none"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type TickLabelPosition =
        | Outside | Inside | OutsideTop | InsideTop | OutsideLeft | InsideLeft | OutsideRight | InsideRight
        | OutsideBottom | InsideBottom
        override this.ToString() =
            match this with
            | Outside -> "outside" | Inside -> "inside" | OutsideTop -> "outside top" | InsideTop -> "inside top"
            | OutsideLeft -> "outside left" | InsideLeft -> "inside left" | OutsideRight -> "outside right"
            | InsideRight -> "inside right" | OutsideBottom -> "outside bottom" | InsideBottom -> "inside bottom"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type TickMode =
        | Auto | Linear | Array | Sync
        override this.ToString() =
            match this with
            | Auto -> "auto" | Linear -> "linear" | Array -> "array" | Sync -> "sync"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type TickOptions =
        | Outside | Inside | Empty
        override this.ToString() =
            match this with
            | Outside -> "outside" | Inside -> "inside" | Empty -> ""
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type TraceItemSizing =
        | Trace | Constant
        override this.ToString() =
            match this with
            | Trace -> "trace" | Constant -> "constant"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type TraceOrder =
        | Normal | Reversed | Grouped | ReversedGrouped
        override this.ToString() =
            match this with
            | Normal -> "normal" | Reversed -> "reversed" | Grouped -> "grouped"
            | ReversedGrouped -> "grouped+reversed"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type UnitMode =
        | Fraction | Pixels
        override this.ToString() =
            match this with
            | Fraction -> "fraction" | Pixels -> "pixels"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type VerticalAlign =
        | Top | Middle | Bottom
        override this.ToString() =
            match this with
            | Top -> "top" | Middle -> "middle" | Bottom -> "bottom"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Visible =
        | True | False | LegendOnly
        member this.Convert() : obj =
            match this with
            | True -> true | False -> false | LegendOnly -> "legendonly"

    [<RequireQualifiedAccess>]
    type XAnchorPosition =
        | Auto | Left | Center | Right
        override this.ToString() =
            match this with
            | Auto -> "auto" | Left -> "left" | Center -> "center" | Right -> "right"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type YAnchorPosition =
        | Auto | Top | Middle | Bottom
        override this.ToString() =
            match this with
            | Auto -> "auto" | Top -> "top" | Middle -> "middle" | Bottom -> "bottom"
        member this.Convert() = box (this.ToString())
    [<RequireQualifiedAccess>]
    type ArrowHead =
        | TriangleShort | TriangleTall | Barbed | SimpleShort | SimpleTall | Cirle | Square | LineOnly
        member this.Convert() : obj =
            match this with
            | TriangleShort -> 1 | TriangleTall -> 2 | Barbed -> 3 | SimpleShort -> 4 | SimpleTall -> 5
            | Cirle -> 6 | Square -> 7 | LineOnly -> 8

    [<RequireQualifiedAccess>]
    type Colorscale =
        | Custom of seq<float * Color>
        | RdBu | Earth | Blackbody | YIOrRd | YIGnBu | Bluered | Portland | Electric | Jet | Hot | Greys | Greens
        | Picnic | Rainbow | Viridis | Cividis
        member this.Convert() : obj =
            match this with
            | Custom stops when Seq.length stops < 2 ->
                invalidArg "stops" "A custom colour scale needs at least two stops: one at 0.0 and one at 1.0."
            | Custom stops -> [| for at, color in stops -> [| box at; box color |] |]
            | named -> box (sprintf "%A" named)

    [<RequireQualifiedAccess>]
    type DrawingStyle =
        | Solid | Dash | Dot | DashDot | LongDash | LongDashDot
        | User of seq<int>
        override this.ToString() =
            match this with
            | Solid -> "solid" | Dash -> "dash" | Dot -> "dot" | DashDot -> "dashdot" | LongDash -> "longdash"
            | LongDashDot -> "longdashdot"
            | User lengths -> lengths |> Seq.map (fun px -> $"{px}px") |> String.concat ","
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type FontFamily =
        | Arial | Balto | Courier_New | Consolas | Droid_Sans | Droid_Serif | Droid_Sans_Mono | Gravitas_One
        | Old_Standard_TT | Open_Sans | Overpass | PT_Sans_Narrow | Raleway | Times_New_Roman
        | Custom of string
        override this.ToString() =
            match this with
            | Custom name -> name
            | known -> (sprintf "%A" known).Replace('_', ' ')
        member this.Convert() = box (this.ToString())

    /// An axis that a trace or another axis refers to: x, x2, … y, y2, …
    [<RequireQualifiedAccess>]
    type LinearAxisId =
        | Free
        | X of int
        | Y of int
        override this.ToString() =
            match this with
            | Free -> "free"
            | X id -> if id < 2 then "x" else $"x{id}"
            | Y id -> if id < 2 then "y" else $"y{id}"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type ScaleAnchor =
        | False
        | X of int
        | Y of int
        member this.Convert() : obj =
            match this with
            | False -> false
            | X id -> if id < 2 then "x" else $"x{id}"
            | Y id -> if id < 2 then "y" else $"y{id}"

    /// A part of the layout that comes once per subplot: xaxis, xaxis2, … legend, legend2, …
    [<RequireQualifiedAccess>]
    type SubPlotId =
        | XAxis of int
        | YAxis of int
        | ColorAxis of int
        | Legend of int
        override this.ToString() =
            let numbered name id = if id < 2 then name else $"{name}{id}"
            match this with
            | XAxis id -> numbered "xaxis" id
            | YAxis id -> numbered "yaxis" id
            | ColorAxis id -> numbered "coloraxis" id
            | Legend id -> numbered "legend" id
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type Range =
        | MinMax of IConvertible * IConvertible
        | Values of array<IConvertible>
        static member ofMinMax(min: #IConvertible, max: #IConvertible) = MinMax(min, max)
        static member ofValues(values: seq<#IConvertible>) = Values [| for value in values -> value :> IConvertible |]
        member this.Convert() : obj =
            match this with
            | MinMax(min, max) -> [| min; max |]
            | Values values -> values

    /// What grows the margin so that tick labels fit. A plain boolean in plotly.js is not offered here.
    [<RequireQualifiedAccess>]
    type TickAutoMargin =
        | Height | Width | Left | Right | Top | Bottom | All
        | Custom of seq<TickAutoMargin>
        override this.ToString() =
            match this with
            | Height -> "height" | Width -> "width" | Left -> "left" | Right -> "right" | Top -> "top"
            | Bottom -> "bottom"
            | All -> "height+width+left+right+top+bottom"
            | Custom parts -> parts |> Seq.map string |> String.concat "+"
        member this.Convert() = box (this.ToString())

    [<RequireQualifiedAccess>]
    type SymbolStyle =
        | Open | Dot | OpenDot

    /// Marker symbols, in the order of their plotly.js numbers (from 0).
    [<RequireQualifiedAccess>]
    type MarkerSymbol =
        | Modified of MarkerSymbol * SymbolStyle
        | Circle | Square | Diamond | Cross | X
        | TriangleUp | TriangleDown | TriangleLeft | TriangleRight | TriangleNE | TriangleSE | TriangleSW | TriangleNW
        | Pentagon | Hexagon | Hexagon2 | Octagon | Star | Hexagram
        | StarTriangleUp | StarTriangleDown | StarSquare | StarDiamond | DiamondTall | DiamondWide
        | Hourglass | Bowtie | CircleCross | CircleX | SquareCross | SquareX | DiamondCross | DiamondX
        | CrossThin | XThin | Asterisk | Hash | YUp | YDown | YLeft | YRight | LineEW | LineNS | LineNE | LineNW
        | ArrowUp | ArrowDown | ArrowLeft | ArrowRight | ArrowBarUp | ArrowBarDown | ArrowBarLeft | ArrowBarRight
        | Arrow | ArrowWide
        static member toInteger: MarkerSymbol -> int =
            function
            | Modified(plain, style) ->
                let offset = match style with SymbolStyle.Open -> 100 | SymbolStyle.Dot -> 200 | SymbolStyle.OpenDot -> 300
                MarkerSymbol.toInteger plain + offset
            | plain -> (Reflection.FSharpValue.PreComputeUnionTagReader typeof<MarkerSymbol>) plain - 1
        override this.ToString() = string (MarkerSymbol.toInteger this)
        member this.Convert() = box (this.ToString())

    /// Adds parts to a scatter mode.
    module internal ModeUtils =

        let showText wanted mode =
            match mode with
            | Mode.None when wanted -> Mode.Text
            | Mode.Lines when wanted -> Mode.Lines_Text
            | Mode.Lines_Markers when wanted -> Mode.Lines_Markers_Text
            | Mode.Markers when wanted -> Mode.Markers_Text
            | other -> other

        let showMarker wanted mode =
            match mode with
            | Mode.None when wanted -> Mode.Markers
            | Mode.Lines when wanted -> Mode.Lines_Markers
            | Mode.Lines_Text when wanted -> Mode.Lines_Markers_Text
            | Mode.Text when wanted -> Mode.Markers_Text
            | other -> other
