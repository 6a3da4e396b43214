/// The LaTeX sources of reports are what LaTeX takes. Budget: half a minute.
module Harness.Paper.Tests.LatexTests

open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Xunit
open Harness.Data.Packages
open Harness.Paper

let private program = ExternalProgram.Find "pdflatex" |> Option.ofObj

/// A page of nothing in place of a figure that a browser would have to draw.
let private emptyPage =
    let objects =
        [ "<< /Type /Catalog /Pages 2 0 R >>"
          "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
          "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>" ]
    let text, places =
        (("%PDF-1.4\n", []), List.indexed objects)
        ||> List.fold (fun (text, places) (i, o) -> text + $"{i + 1} 0 obj\n{o}\nendobj\n", places @ [ text.Length ])
    let lines = places |> List.map (fun (p: int) -> p.ToString "D10" + " 00000 n \n") |> String.concat ""
    $"{text}xref\n0 4\n0000000000 65535 f \n{lines}trailer << /Size 4 /Root 1 0 R >>\nstartxref\n{text.Length}\n%%%%EOF\n"

let private compile (folder: string) =
    let start =
        ProcessStartInfo(
            program.Value,
            [ "-interaction=nonstopmode"; "-halt-on-error"; "report.tex" ],
            WorkingDirectory = folder,
            RedirectStandardOutput = true
        )
    use latex = Process.Start start |> Option.ofObj |> Option.get
    let output = latex.StandardOutput.ReadToEndAsync()
    Assert.True(latex.WaitForExit 120_000, "pdflatex did not end within two minutes")
    latex.ExitCode, output.Result

[<Fact>]
let ``both papers' reports become a PDF, and no table leaves the page by more than a margin`` () =
    Assert.SkipWhen(program.IsNone, "there is no pdflatex on this machine; apt-get install texlive-latex-recommended gets it")
    use folder = new Samples.Folder()
    for paper in [ "mixphm"; "routing" ] do
        let outputs = folder.Sub paper
        let out = Path.Combine(outputs, "proxy")
        PaperOutputs(ReportTests.paperRoot, pictures = false)
            .Build(paper, "proxy", Path.Combine(ReportTests.paperRoot, paper, "results", "proxy"), outputs)
        |> ignore
        Directory.CreateDirectory(Path.Combine(out, "figures")) |> ignore
        for figure in Regex.Matches(File.ReadAllText(Path.Combine(out, "report.tex")), @"\\includegraphics\[[^]]*\]\{([^}]*)\}") do
            File.WriteAllText(Path.Combine(out, figure.Groups[1].Value), emptyPage)
        let code, output = compile out
        Assert.True((code = 0), output)
        Assert.True(File.Exists(Path.Combine(out, "report.pdf")))
        let wide =
            [ for m in
                  Regex.Matches(
                      File.ReadAllText(Path.Combine(out, "report.log")),
                      @"Overfull \\hbox \(([\d.]+)pt too wide\) in alignment"
                  ) -> System.Double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) ]
        // The margin has 62 pt.
        Assert.DoesNotContain(wide, fun w -> w > 60.0)
