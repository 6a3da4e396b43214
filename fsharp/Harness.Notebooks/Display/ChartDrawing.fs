namespace Harness.Notebooks.Display

open System
open System.Security.Cryptography
open System.Text
open System.Text.Json.Nodes
open System.Text.RegularExpressions
open Microsoft.DotNet.Interactive.Formatting
open Plotly.NET
open Plotly.NET.Interactive
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

    /// The interactive figure, folded away. Plotly.NET names the element, and a function after it, at random; named after its contents
    /// the same chart gives the same bytes.
    let toHtml (chart: GenericChart) : string =
        let drawn = Formatters.toInteractiveHTML chart
        let random = Regex.Match(drawn, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").Value
        let anonymous = drawn.Replace(random, "").Replace(random.Replace("-", ""), "")
        let id = Guid(SHA256.HashData(Encoding.UTF8.GetBytes anonymous)[..15]).ToString()
        let named = drawn.Replace(random, id).Replace(random.Replace("-", ""), id.Replace("-", ""))
        $"<details><summary>Interactive figure</summary>\n{named}\n</details>"

    let private picture (layout: JsonObject) (chart: GenericChart) : string option =
        match Browser.Find() with
        | None -> None
        | Some program ->
            let side (name: string) otherwise = JsonNodes.tryInt layout[name] |> Option.defaultValue otherwise
            // A browser that does not start costs the picture and nothing else.
            try
                let drawing =
                    Browser
                        .Shared(program)
                        .Draw(GenericChart.toFigureJson chart, side "width" defaultWidth, side "height" defaultHeight)
                Some(Convert.ToBase64String drawing.Png)
            with :? InvalidOperationException as error ->
                eprintfn "no picture of the figure: %s" error.Message
                None

    /// Two displays: the picture where Chromium can draw it, then the interactive figure.
    let toDisplays (chart: GenericChart) : FormattedValue list list =
        let text = FormattedValue("text/plain", toText chart)
        [ match picture (layoutOf chart) chart with
          | Some png -> [ FormattedValue("image/png", png); text ]
          | None -> ()
          [ FormattedValue("text/html", toHtml chart); text ] ]
