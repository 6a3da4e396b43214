namespace Plotly.NET

open System
open System.Globalization

/// Colours known to browsers by name.
type ColorKeyword =
    | Black | White | Gray | Silver | LightGray | DarkGray | DimGray | WhiteSmoke | Red | DarkRed | Green | DarkGreen
    | Blue | DarkBlue | Navy | Orange | DarkOrange | Yellow | Gold | Purple | Teal | Magenta | Cyan | Brown | Pink
    | SteelBlue | Tomato | Salmon | Crimson | Olive

/// Red, green and blue from 0 to 255 with an opacity from 0 to 255; plotly.js gets the opacity with one decimal.
type internal ARGB =
    { A: byte; R: byte; G: byte; B: byte }

    override this.ToString() =
        let opacity = (float this.A / 255.).ToString("0.0", CultureInfo.InvariantCulture)
        $"rgba({this.R}, {this.G}, {this.B}, {opacity})"

/// A colour, or one per point.
type Color private (value: obj) =

    /// Components from 0 to 255, opacity first.
    static member fromARGB a r g b =
        let component' value =
            if value < 0 || value > 255 then
                invalidArg "value" $"A colour component is {value}; it must be from 0 to 255."
            byte value
        Color { A = component' a; R = component' r; G = component' g; B = component' b }

    static member fromRGB r g b = Color.fromARGB 255 r g b

    /// "#rrggbb", with or without the hash.
    static member fromHex(s: string) =
        match s.TrimStart '#' with
        | digits when digits.Length = 6 && Seq.forall Char.IsAsciiHexDigit digits ->
            let at i = Convert.ToInt32(digits.Substring(i, 2), 16)
            Color.fromRGB (at 0) (at 2) (at 4)
        | _ -> invalidArg "s" $"'{s}' is no colour; write six hexadecimal digits, as in #1f77b4."

    /// Any colour that CSS knows, passed on as it is.
    static member fromString(c: string) = Color(box c)

    static member fromColors(c: seq<Color>) = Color(c |> Seq.map (fun color -> color.Value))

    static member fromColorScaleValues(c: seq<#IConvertible>) = Color(box c)

    static member fromKeyword(c: ColorKeyword) =
        let known = Drawing.Color.FromName(sprintf "%A" c)
        Color.fromRGB (int known.R) (int known.G) (int known.B)

    /// What plotly.js is given: a string, or an array with one entry per point.
    member _.Value = value

    override this.Equals other =
        match other with
        | :? Color as color -> this.Value = color.Value
        | _ -> false

    override this.GetHashCode() = this.Value.GetHashCode()
