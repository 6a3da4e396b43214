namespace Harness.Notebooks.Display

open System
open System.Security.Cryptography
open System.Text
open System.Text.Json.Nodes
open Plotly.NET
open Harness.Notebooks.Documents
open Harness.Paper.Figures

/// A Plotly.NET chart for a notebook, in two parts: a picture, which every reader draws, a code-hosting page without
/// JavaScript included; and the interactive figure, folded away below it. They are two outputs because a reader that
/// finds HTML beside a picture takes the HTML, strips its script and shows nothing.
[<RequireQualifiedAccess>]
module ChartDrawing =

    let private defaultWidth, defaultHeight = 700, 450

    let private layoutOf (chart: GenericChart) : JsonObject =
        JsonNodes.tryObject (JsonNode.Parse(GenericChart.toFigureJson chart))
        |> Option.bind (fun figure -> JsonNodes.tryObject figure["layout"])
        |> Option.defaultWith (fun () -> JsonObject())

    let private title (layout: JsonObject) =
        JsonNodes.tryObject layout["title"]
        |> Option.bind (fun title -> JsonNodes.tryText title["text"])
        |> Option.orElse (JsonNodes.tryText layout["title"])
        |> Option.defaultValue "untitled"

    /// The chart in plain text: its title.
    let toText (chart: GenericChart) : string = $"[figure: {title (layoutOf chart)}]"

    let private version = Globals.PLOTLYJS_VERSION

    // The element is named after its contents: the same chart gives the same bytes. Classic notebook pages have require.js,
    // others get a script element. Without either the picture above still stands.
    let private interactive (chart: GenericChart) =
        let figure = (GenericChart.toJson chart).Replace("</", "<\\/")
        let id = "figure-" + (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes figure))).Substring(0, 16)
        let address = $"https://cdn.plot.ly/plotly-{version}.min.js"
        String.concat "\n"
            [ $"<details><summary>Interactive figure</summary><div id=\"{id}\"></div>"
              "<script type=\"text/javascript\">(function () {"
              $"  var figure = {figure};"
              $"  function draw(plotly) {{ plotly.newPlot('{id}', figure.data, figure.layout, figure.config); }}"
              "  if (window.Plotly) { draw(window.Plotly); }"
              $"  else if (typeof require === 'function' && require.config) {{ require(['{address}'], draw); }}"
              "  else {"
              "    var script = document.createElement('script');"
              $"    script.src = '{address}'; script.onload = function () {{ draw(window.Plotly); }};"
              "    document.head.appendChild(script);"
              "  }"
              "})();</script></details>" ]

    let private picture (layout: JsonObject) (chart: GenericChart) : string option =
        match Browser.Find() with
        | None -> None
        | Some program ->
            let side (name: string) otherwise = JsonNodes.tryInt layout[name] |> Option.defaultValue otherwise
            // A browser that does not start costs the picture and nothing else.
            try
                let drawing = Browser.Shared(program).Draw(GenericChart.toFigureJson chart, side "width" defaultWidth, side "height" defaultHeight)
                Some(Convert.ToBase64String drawing.Png)
            with :? InvalidOperationException as error ->
                eprintfn "no picture of the figure: %s" error.Message
                None

    /// One bundle with the picture where Chromium can draw it, then one with the interactive figure.
    let toBundles (chart: GenericChart) : MimeBundle list =
        let text = toText chart
        [ match picture (layoutOf chart) chart with
          | Some png -> MimeBundle.ofSeq [ "image/png", png; "text/plain", text ]
          | None -> ()
          MimeBundle.html (interactive chart) text ]
