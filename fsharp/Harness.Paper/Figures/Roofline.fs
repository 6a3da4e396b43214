/// What a machine allows, and where the measured cases stand below it: operations a second over operations a byte.
/// Williams, Waterman and Patterson, "Roofline", CACM 52(4), 2009.
module Harness.Paper.Figures.Roofline

open System.Globalization
open Plotly.NET
open Plotly.NET.LayoutObjects

let private number (x: float) = x.ToString("0.####", CultureInfo.InvariantCulture)

/// The roof at an intensity, in GFLOP/s.
let roof peak bandwidth intensity = min peak (bandwidth * intensity)

let private draw title peak bandwidth (cases: (string * float * float) list) () =
    let intensities = cases |> List.map (fun (_, x, _) -> x)
    let ridge = peak / bandwidth
    let line = [ List.min (ridge :: intensities) / 2.0; ridge; List.max (ridge :: intensities) * 2.0 ]
    [ Chart.Line(
          xy = [ for x in line -> x, roof peak bandwidth x ],
          Name = $"{number (round peak)} GFLOP/s, {number (round bandwidth)} GB/s",
          LineColor = Palette.at 0
      )
      yield!
          cases
          |> List.mapi (fun i (name, x, y) ->
              Chart.Point(
                  xy = [ x, y ],
                  Name = Figure.wrapped 34 name,
                  MarkerColor = Palette.at (i + 1),
                  MarkerSymbol = Palette.symbolAt (i + 1)
              )
              |> Chart.withMarkerStyle (Size = 11)) ]
    |> Chart.combine
    |> Figure.style title "operations a byte" "GFLOP/s" StyleParam.AxisType.Log
    |> Chart.withYAxis (LinearAxis.init (AxisType = StyleParam.AxisType.Log))

/// Of each case: its name, operations, bytes and seconds. Cases that only move numbers have no place in the figure.
/// peak: GFLOP/s of a large product; bandwidth: GB/s of a copy.
let build peak bandwidth (cases: struct (string * float * float * float) seq) =
    let placed =
        [ for struct (name, flops, bytes, seconds) in cases do
              if flops > 0.0 then
                  name, flops / bytes, flops / seconds / 1e9 ]
    let title = "What the machine allows"
    { Id = "roofline"
      Title = title
      Caption =
        "Each case by operations for a byte that must move, and operations a second; the line is what the rates of a large product and of a copy allow."
      Header = [ "case"; "flop_per_byte"; "gflops"; "roof_gflops" ]
      Data = [ for name, x, y in placed -> [ name; number x; number y; number (roof peak bandwidth x) ] ]
      Draw = draw title peak bandwidth placed }
