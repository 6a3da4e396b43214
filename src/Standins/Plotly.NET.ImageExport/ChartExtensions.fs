namespace Plotly.NET.ImageExport

open System.IO
open System.Threading.Tasks
open Plotly.NET

/// Charts as pictures. Paths come without an extension; width and height are px, 600 by 600 unless told.
[<AutoOpen>]
module ChartExtensions =

    let private render format (width: int option) (height: int option) (scale: float option) chart =
        Rendering.dataUri format (defaultArg width 600) (defaultArg height 600) (defaultArg scale 1.) chart

    let private save (path: string) (extension: string) (uri: Task<string>) : Task<unit> =
        task {
            let! uri = uri
            File.WriteAllBytes(path + extension, Rendering.bytes uri)
        }

    // Rendering awaits nothing of the caller's context, so waiting here cannot lock up.
    let private wait (work: Task<'T>) : 'T = work.GetAwaiter().GetResult()

    type Chart with

        /// A data URI with the chart as JPG.
        [<CompiledName("ToBase64JPGStringAsync")>]
        static member toBase64JPGStringAsync(?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) -> render StyleParam.ImageFormat.JPEG Width Height Scale gChart

        [<CompiledName("ToBase64JPGString")>]
        static member toBase64JPGString(?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) -> wait (render StyleParam.ImageFormat.JPEG Width Height Scale gChart)

        [<CompiledName("SaveJPGAsync")>]
        static member saveJPGAsync(path: string, ?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) -> save path ".jpg" (render StyleParam.ImageFormat.JPEG Width Height Scale gChart)

        [<CompiledName("SaveJPG")>]
        static member saveJPG(path: string, ?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) ->
                wait (save path ".jpg" (render StyleParam.ImageFormat.JPEG Width Height Scale gChart))

        /// A data URI with the chart as PNG.
        [<CompiledName("ToBase64PNGStringAsync")>]
        static member toBase64PNGStringAsync(?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) -> render StyleParam.ImageFormat.PNG Width Height Scale gChart

        [<CompiledName("ToBase64PNGString")>]
        static member toBase64PNGString(?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) -> wait (render StyleParam.ImageFormat.PNG Width Height Scale gChart)

        [<CompiledName("SavePNGAsync")>]
        static member savePNGAsync(path: string, ?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) -> save path ".png" (render StyleParam.ImageFormat.PNG Width Height Scale gChart)

        [<CompiledName("SavePNG")>]
        static member savePNG(path: string, ?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) ->
                wait (save path ".png" (render StyleParam.ImageFormat.PNG Width Height Scale gChart))

        /// The chart as the text of an SVG file.
        [<CompiledName("ToSVGStringAsync")>]
        static member toSVGStringAsync(?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) ->
                task {
                    let! uri = render StyleParam.ImageFormat.SVG Width Height Scale gChart
                    return Rendering.svg uri
                }

        [<CompiledName("ToSVGString")>]
        static member toSVGString(?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) ->
                wait (
                    gChart
                    |> Chart.toSVGStringAsync (?EngineType = EngineType, ?Width = Width, ?Height = Height, ?Scale = Scale))

        [<CompiledName("SaveSVGAsync")>]
        static member saveSVGAsync(path: string, ?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) ->
                task {
                    let! svg =
                        gChart
                        |> Chart.toSVGStringAsync (?EngineType = EngineType, ?Width = Width, ?Height = Height, ?Scale = Scale)
                    File.WriteAllText(path + ".svg", svg)
                }

        [<CompiledName("SaveSVG")>]
        static member saveSVG(path: string, ?EngineType: ExportEngine, ?Width: int, ?Height: int, ?Scale: float) =
            fun (gChart: GenericChart) ->
                wait (
                    gChart
                    |> Chart.saveSVGAsync (
                        path, ?EngineType = EngineType, ?Width = Width, ?Height = Height, ?Scale = Scale))
