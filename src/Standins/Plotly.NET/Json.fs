namespace Plotly.NET

open System
open System.Collections
open System.Globalization
open System.Text
open DynamicObj

/// Figures as JSON: members in the order in which they were set, numbers in the invariant culture and always with
/// a decimal point or exponent when they are floats, so that equal figures are equal texts.
module internal Json =

    let private quote (text: string) =
        let out = StringBuilder("\"")
        for c in text do
            match c with
            | '"' -> out.Append "\\\""
            | '\\' -> out.Append @"\\"
            | '\n' -> out.Append @"\n"
            | '\r' -> out.Append @"\r"
            | '\t' -> out.Append @"\t"
            | '\b' -> out.Append @"\b"
            | '\f' -> out.Append @"\f"
            | c when c < ' ' || c = '\u0085' || c = '\u2028' || c = '\u2029' -> out.Append $"\\u{int c:x4}"
            | c -> out.Append c
            |> ignore
        out.Append('"').ToString()

    let private real (digits: string) finite =
        if not finite then quote digits
        elif digits.IndexOfAny [| '.'; 'E'; 'e' |] < 0 then digits + ".0"
        else digits

    let rec write (value: obj) : string =
        let invariant = CultureInfo.InvariantCulture
        match value with
        | null -> "null"
        | :? string as text -> quote text
        | :? bool as truth -> if truth then "true" else "false"
        | :? float as x -> real (x.ToString("R", invariant)) (Double.IsFinite x)
        | :? float32 as x -> real (x.ToString("R", invariant)) (Single.IsFinite x)
        | :? decimal as x -> real (x.ToString invariant) true
        | :? char as c -> quote (string c)
        | :? DateTime as time -> quote (time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", invariant))
        | :? Color as color -> write color.Value
        | :? ARGB as color -> quote (string color)
        | :? DynamicObj as part ->
            object' [ for member' in part.GetProperties true -> member'.Key, member'.Value ]
        | :? IEnumerable as items -> "[" + String.Join(",", [ for item in items -> write item ]) + "]"
        | :? IConvertible as number when Convert.GetTypeCode number <> TypeCode.Object -> number.ToString invariant
        | other -> notSupported other

    and object' (members: (string * obj) list) =
        "{" + String.Join(",", [ for name, value in members -> quote name + ":" + write value ]) + "}"

    and private notSupported other =
        raise (NotSupportedException $"A figure cannot hold a {other.GetType().Name}; give numbers, texts or dates.")
