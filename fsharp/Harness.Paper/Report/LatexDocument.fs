/// A document as LaTeX sources: `report.tex`, which takes its tables from `tables/`, its figures (PDF) from `figures/` and every number in
/// its prose from `macros.tex`. Needs array, booktabs, longtable, graphicx and hyperref, which every TeX distribution has; all text is ASCII.
module Harness.Paper.Report.LatexDocument

open Harness.Paper.Tables

let private spans document =
    document.Blocks
    |> List.collect (fun b ->
        match b with
        | Prose spans -> spans
        | _ -> [])

/// The numbers of the prose, one macro each, in the order of first use.
let macros document =
    spans document
    |> List.choose (fun s ->
        match s with
        | Computed(name, text) -> Some(name, text)
        | Words _ -> None)
    |> List.distinctBy fst
    |> List.map (fun (name, text) -> $"\\newcommand{{\\{name}}}{{{Latex.escape text}}}\n")
    |> String.concat ""

let private block (tables: Set<string>) b =
    match b with
    | Heading(anchor, text) -> [ $"\\section{{{Latex.escape text}}}\\label{{sec:{anchor}}}" ]
    | Paragraph text -> [ Latex.escape text; "" ]
    | Prose spans ->
        [ spans
          |> List.map (fun s ->
              match s with
              | Words w -> Latex.escape w
              | Computed(name, _) -> $"\\{name}{{}}")
          |> String.concat ""
          "" ]
    | Items items -> [ "\\begin{itemize}"; yield! items |> List.map (fun i -> $"\\item {Latex.escape i}"); "\\end{itemize}" ]
    // Tables of their own are files that a paper can include too; those of the report alone may be long.
    | TableBlock table when tables.Contains table.Id -> [ $"\\input{{tables/{table.Id}}}" ]
    | TableBlock table -> [ Latex.renderLong table ]
    | FigureBlock figure ->
        [ "\\begin{figure}"
          "\\centering"
          $"\\includegraphics[width=\\linewidth]{{figures/{figure.Id}.pdf}}"
          $"\\caption{{{Latex.escape figure.Caption}}}\\label{{fig:{figure.Id}}}"
          "\\end{figure}" ]
    | Folded(summary, text) ->
        [ $"\\paragraph{{{Latex.escape summary}}}"; "\\begin{verbatim}"; text.TrimEnd(); "\\end{verbatim}" ]
    | EvidenceBlock _ ->
        [ "The runs of every cell, with configuration, commit, environment and predictions, are in \\texttt{report.html}." ]

/// <param name="tables">Ids of the tables that stand in files of their own.</param>
let render tables document =
    [ "\\documentclass{article}"
      "\\usepackage[a4paper,margin=2.2cm]{geometry}"
      "\\usepackage{array,booktabs,longtable,graphicx}"
      "\\usepackage[hidelinks]{hyperref}"
      "\\input{macros}"
      $"\\title{{{Latex.escape document.Title}}}"
      "\\date{}"
      "\\begin{document}"
      "\\maketitle"
      yield! document.Blocks @ document.Appendix |> List.collect (block tables)
      "\\end{document}" ]
    |> List.map (fun l -> l + "\n")
    |> String.concat ""
