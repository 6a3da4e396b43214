namespace Plotly.NET

open System
open System.Net
open System.Security.Cryptography
open System.Text

/// Charts as HTML. The same figure gives the same bytes: the element's id is taken from its contents.
module internal Html =

    // A text in a figure must not end the script element that holds the figure.
    let private inScript (json: string) = json.Replace("</", "<\\/")

    let private idOf (figure: string) = Guid(SHA256.HashData(Encoding.UTF8.GetBytes figure).AsSpan(0, 16)).ToString()

    /// An empty element and the script that draws into it.
    let chart (data: string) (layout: string) (config: string) (reference: PlotlyJSReference) =
        let id = idOf (data + layout + config)
        let draw = $"Plotly.newPlot(box, {inScript data}, {inScript layout}, {inScript config});"
        let run =
            match reference with
            | Require url ->
                let path = if url.EndsWith ".js" then url.Substring(0, url.Length - 3) else url
                $"require.config({{paths: {{plotly: {Json.write path}}}}}); require(['plotly'], function (Plotly) {{ {draw} }});"
            | _ -> draw
        // The same figure can stand twice in one page: the script looks beside itself before it looks for the id.
        let find = $"(document.currentScript && document.currentScript.previousElementSibling) || document.getElementById('{id}')"
        $"<div><div id=\"{id}\"></div><script type=\"text/javascript\">(function () {{ var box = {find}; {run} }})();</script></div>"

    /// A whole page around a chart.
    let page (options: DisplayOptions) (body: string) =
        let text name = options.TryGetTypedValue<string> name |> Option.defaultValue "" |> WebUtility.HtmlEncode
        let title, description = text "DocumentTitle", text "DocumentDescription"
        let charset = match text "DocumentCharset" with "" -> "utf-8" | given -> given
        let script =
            match DisplayOptions.getPlotlyReference options with
            | CDN url -> $"<script src=\"{WebUtility.HtmlEncode url}\" charset=\"utf-8\"></script>"
            | Full -> "<script type=\"text/javascript\">" + PlotlyJs.source () + "</script>"
            | Require _ | NoReference -> ""
        String.concat "\n"
            [ "<!DOCTYPE html>"
              "<html><head>"
              $"<meta charset=\"{charset}\">"
              $"<title>{title}</title>"
              $"<meta name=\"description\" content=\"{description}\">"
              script + "</head>"
              $"<body>{body}</body></html>"
              "" ]
