/// Colours that stay apart for colour-blind readers (Okabe and Ito), each with a marker of its own, so that a figure also
/// reads in grey. A method keeps its colour in every figure.
module Harness.Paper.Figures.Palette

open Plotly.NET
open Harness.Paper.Tables

let private colours = [ "#000000"; "#E69F00"; "#56B4E9"; "#009E73"; "#F0E442"; "#0072B2"; "#CC79A7"; "#D55E00" ]

let private symbols =
    [ StyleParam.MarkerSymbol.Circle
      StyleParam.MarkerSymbol.Square
      StyleParam.MarkerSymbol.Diamond
      StyleParam.MarkerSymbol.Cross
      StyleParam.MarkerSymbol.TriangleUp
      StyleParam.MarkerSymbol.TriangleDown
      StyleParam.MarkerSymbol.X
      StyleParam.MarkerSymbol.Star ]

/// The methods of the paper, in table order: one colour each.
let private assigned = [ "full"; "bitfit"; "lora"; "compacter"; "houlsby"; "pfeiffer"; "adamix"; "mixphm" ]

let private index (name: string) =
    let method = name.Split(' ')[0]
    match List.tryFindIndex ((=) method) assigned with
    | Some i -> i
    | None -> Seq.fold (fun h c -> (31 * h + int c) % colours.Length) 0 name

let colour method = if Methods.isBaseline method then Color.fromHex "#777777" else Color.fromHex colours[index method]

/// Colour and marker by position, for what is no method.
let at i = Color.fromHex colours[i % colours.Length]

let symbolAt i = symbols[i % symbols.Length]

let symbol method = symbols[index method]

/// Baselines are lines; they differ by dash.
let dash method =
    match method with
    | "blind" -> StyleParam.DrawingStyle.Dash
    | "zero_shot" -> StyleParam.DrawingStyle.DashDot
    | _ -> StyleParam.DrawingStyle.Dot
