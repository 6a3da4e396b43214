namespace Harness.Notebooks.Display

open System
open System.IO
open System.Text.Json
open Deedle
open Microsoft.DotNet.Interactive.Formatting
open Plotly.NET
open TorchSharp
open Harness.Data.Pictures
open Harness.Laws
open Harness.Paper
open Harness.Paper.Claims
open Harness.Paper.Figures
open Harness.Paper.Report
open Harness.Paper.Tables

/// How notebooks show the harness's values: registrations with Microsoft.DotNet.Interactive.Formatting, so that every kernel of that
/// project draws them, whatever the language of the cell.
[<RequireQualifiedAccess>]
module Formatters =

    let private write (kind: Type) (mime: string) (text: obj -> string) =
        Formatter.Register(kind, Action<obj, TextWriter>(fun value writer -> writer.Write(text value)), mime)

    let private plain<'T> (text: 'T -> string) =
        write typeof<'T> PlainTextFormatter.MimeType (unbox >> text)
        Formatter.SetPreferredMimeTypesFor(typeof<'T>, PlainTextFormatter.MimeType)

    let private both<'T> (html: 'T -> string) (text: 'T -> string) =
        write typeof<'T> PlainTextFormatter.MimeType (unbox >> text)
        write typeof<'T> HtmlFormatter.MimeType (unbox >> html)
        Formatter.SetPreferredMimeTypesFor(typeof<'T>, HtmlFormatter.MimeType, PlainTextFormatter.MimeType)

    let private tables<'T> (table: 'T -> Table) = both<'T> (table >> Html.render) (table >> Console.render)

    let private each (text: 'T -> string) (values: 'T seq) = values |> Seq.map text |> String.concat "\n"

    let private figureText (figure: Figure) = $"[figure: {figure.Title}]"

    let private figureHtml (figure: Figure) =
        ChartDrawing.toHtml (figure.Draw()) + $"\n<p><em>{Net.WebUtility.HtmlEncode figure.Caption}</em></p>"

    let private shape (tensor: torch.Tensor) = "[" + String.Join(", ", tensor.shape) + "]"

    let private tensorText (tensor: torch.Tensor) = $"{tensor.dtype} {shape tensor}\n{tensor.npstr ()}"

    let private moduleText (model: torch.nn.Module) =
        let parameters = [ for struct (name, tensor) in model.named_parameters () -> name, tensor ]
        let line (name, tensor: torch.Tensor) =
            let note = if tensor.requires_grad then "" else "  (frozen)"
            $"  {name} {shape tensor}{note}"
        let count pick =
            parameters |> List.filter (fun (_, tensor) -> pick tensor) |> List.sumBy (fun (_, tensor) -> tensor.numel ())
        [ $"{model.GetName()}: {count (fun _ -> true)} parameters, {count (fun tensor -> tensor.requires_grad)} of them train"
          yield! parameters |> List.truncate 20 |> List.map line
          if parameters.Length > 20 then
              $"  … {parameters.Length - 20} more" ]
        |> String.concat "\n"

    // Sharing a value between languages formats it as JSON on the way, and drops it without a word where that fails.
    let private json (value: obj) =
        try
            JsonSerializer.Serialize(value, JsonFormatter.SerializerOptions)
        with _ ->
            "null"

    let private registered =
        lazy
            (Formatter.SetPreferredMimeTypesFor(typeof<obj>, HtmlFormatter.MimeType, PlainTextFormatter.MimeType)
             for scalar in
                 [ typeof<string>
                   typeof<bool>
                   typeof<char>
                   typeof<int>
                   typeof<int64>
                   typeof<float>
                   typeof<float32>
                   typeof<decimal>
                   typeof<byte>
                   typeof<int16>
                   typeof<Enum>
                   typeof<Guid>
                   typeof<DateTime>
                   typeof<DateTimeOffset>
                   typeof<TimeSpan>
                   typeof<Uri> ] do
                 Formatter.SetPreferredMimeTypesFor(scalar, PlainTextFormatter.MimeType)
             write typeof<obj> JsonFormatter.MimeType json
             plain<torch.Tensor> tensorText
             plain<torch.nn.Module> moduleText
             write typeof<Picture> "image/png" (fun value -> Convert.ToBase64String(PictureCodec.Encode(value :?> Picture)))
             write typeof<Picture> PlainTextFormatter.MimeType (fun value ->
                 let picture = value :?> Picture in $"[picture: {picture.Width} × {picture.Height}]")
             Formatter.SetPreferredMimeTypesFor(typeof<Picture>, "image/png", PlainTextFormatter.MimeType)
             both<IFrame> FrameDrawing.toHtml FrameDrawing.toText
             both<GenericChart> ChartDrawing.toHtml ChartDrawing.toText
             both<Figure> figureHtml figureText
             both<seq<Figure>> (each figureHtml) (each figureText)
             tables<Table> id
             both<seq<Table>> (each Html.render) (each Console.render)
             tables<LawResult>(Seq.singleton >> PaperDrawing.laws)
             tables<seq<LawResult>> PaperDrawing.laws
             tables<seq<ClaimRow>> PaperDrawing.verdicts
             tables<seq<Judged>> PaperDrawing.judged)

    /// Registers everything, once a process.
    let register () : unit = registered.Force()
