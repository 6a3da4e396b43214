namespace Plotly.NET.ImageExport

open System
open System.Collections.Concurrent
open System.Globalization
open System.IO
open System.Text.RegularExpressions
open System.Threading.Tasks
open Plotly.NET

/// A picture of a chart: plotly.js draws it in a local page and writes the picture into the page as a data URI.
module internal Rendering =

    // plotly.js names its clip paths at random; with a fixed sequence the same figure gives the same SVG.
    let private fixedRandom =
        "(function () { var s = 1; Math.random = function () { s = (s * 48271) % 2147483647; return s / 2147483647; }; })();"

    // The picture is drawn in each format, one after the other.
    let private page (script: string) (formats: string list) (width: int) (height: int) (scale: float) (figure: string) =
        let figure = figure.Replace("</", "<\\/")
        let scale = scale.ToString("R", CultureInfo.InvariantCulture)
        let drawn =
            [ for format in formats -> $".then(function () {{ return Plotly.toImage('plot', {{format: '{format}', width: {width}, height: {height}, scale: {scale}}}); }}).then(keep)" ]
        String.concat "\n"
            [ "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>"
              "<div id=\"plot\"></div><pre id=\"result\">nothing was drawn</pre>"
              $"<script>{fixedRandom}"
              "function say(text) { document.getElementById('result').textContent = text; }"
              "window.onerror = function (message) { say('error: ' + message); };</script>"
              $"<script src=\"{Uri(script).AbsoluteUri}\" charset=\"utf-8\"></script>"
              $"<script>var figure = {figure}; var pictures = []; function keep(picture) {{ pictures.push(picture); }}"
              "figure.config.staticPlot = true; figure.config.responsive = false;"
              "Plotly.newPlot('plot', figure.data, figure.layout, figure.config)"
              yield! drawn
              ".then(function () { say(pictures.join(' ')); }, function (problem) { say('error: ' + problem); });</script>"
              "</body></html>" ]

    // The browser's helpers may still be writing to their profile for a moment after the browser itself has ended.
    let rec private discard attempts (folder: DirectoryInfo) =
        try
            folder.Delete true
        with :? IOException when attempts > 0 ->
            Threading.Thread.Sleep 50
            discard (attempts - 1) folder

    let private draw formats width height scale figure =
        task {
            let script = PlotlyJs.verifiedFile ()
            let folder = Directory.CreateTempSubdirectory "figure-"
            try
                let file = Path.Combine(folder.FullName, "figure.html")
                File.WriteAllText(file, page script formats width height scale figure)
                let! document = Browser.dump folder.FullName file
                let result = Regex.Match(document, "<pre id=\"result\">(.*?)</pre>", RegexOptions.Singleline).Groups[1].Value
                if not (result.StartsWith "data:image/") then
                    raise (InvalidOperationException $"plotly.js did not draw the figure: {result}")
                return result.Split ' '
            finally
                discard 20 folder
        }

    // Starting a browser takes longer than drawing, and who wants an SVG mostly wants a PNG too: each is drawn with the other, which
    // waits here to be asked for. Always in this order, so that an SVG is the same whichever was asked for first.
    let private together = [ "svg"; "png" ]
    let private waiting = ConcurrentDictionary<struct (string * int * int * float * string), string>()
    let private mostWaiting = 32

    /// The chart as a data URI. Width and height in px before scaling.
    let dataUri (format: StyleParam.ImageFormat) (width: int) (height: int) (scale: float) (chart: GenericChart) : Task<string> =
        task {
            let name, figure = string format, GenericChart.toJson chart
            let kept format = struct (format, width, height, scale, figure)
            match waiting.TryRemove(kept name) with
            | true, drawn -> return drawn
            | _ ->
                let formats = if List.contains name together then together else [ name ]
                let! drawn = draw formats width height scale figure
                if waiting.Count > mostWaiting then
                    waiting.Clear()
                for other, picture in Seq.zip formats drawn do
                    if other <> name then
                        waiting[kept other] <- picture
                return drawn[List.findIndex ((=) name) formats]
        }

    let private afterComma (uri: string) = uri.Substring(uri.IndexOf ',' + 1)

    let svg (uri: string) = Uri.UnescapeDataString(afterComma uri)

    let bytes (uri: string) = Convert.FromBase64String(afterComma uri)
