/// LaTeX with booktabs. A column of mean ± deviation is set as two columns around the ±, so that decimals align
/// without further packages.
module Harness.Paper.Tables.Latex

let private specials =
    Map [ '&', "\\&"; '%', "\\%"; '$', "\\$"; '#', "\\#"; '_', "\\_"; '{', "\\{"; '}', "\\}"; '~', "\\textasciitilde{}"
          '^', "\\textasciicircum{}"; '\\', "\\textbackslash{}"; '±', "$\\pm$"; '†', "$^\\dagger$"; '≤', "$\\le$"; '≥', "$\\ge$"
          '–', "--"; '…', "\\dots{}"; '×', "$\\times$"; 'α', "$\\alpha$"; '→', "$\\to$" ]

let escape (s: string) = s |> String.collect (fun c -> specials.TryFind c |> Option.defaultValue (string c))

let private spec table i =
    if Table.hasSpread table i then "r@{\\,$\\pm$\\,}l"
    elif Table.isNumeric table i then "r"
    else "l"

let private width table i = if Table.hasSpread table i then 2 else 1
let private span n align text = if n = 1 then text else $"\\multicolumn{{{n}}}{{{align}}}{{{text}}}"

let private cell table i (c, mark) =
    let main, spread, remark = Cell.parts table.N c
    let strong text = if mark = Best then $"\\textbf{{{text}}}" else text
    let tail = (if mark = Tied then "$^\\dagger$" else "") + (remark |> Option.map (sprintf " (%s)") |> Option.defaultValue "")
    match spread with
    | Some s -> strong (escape main) + " & " + strong (escape s) + tail
    | None -> span (width table i) "c" (strong (escape main) + tail)

/// Neighbouring columns of one group share a header above their own.
let private groupLine table =
    let rec runs i (columns: Column list) =
        match columns with
        | [] -> []
        | c :: _ ->
            let same = columns |> List.takeWhile (fun d -> d.Group = c.Group)
            let n = List.sum [ for k in i .. i + same.Length - 1 -> width table k ]
            span n "c" (escape c.Group) :: runs (i + same.Length) (List.skip same.Length columns)
    if table.Columns |> List.forall (fun c -> c.Group = "") then [] else [ String.concat " & " (runs 0 table.Columns) + " \\\\" ]

/// A table environment, ready to be included; needs only the booktabs package.
let render table =
    let columns = table.Columns |> List.mapi (fun i _ -> spec table i) |> String.concat ""
    let headers = table.Columns |> List.mapi (fun i c -> span (width table i) "c" (escape (Table.header c)))
    [ "\\begin{table}"
      "\\centering"
      $"\\caption{{{escape table.Caption}}}"
      $"\\label{{tab:{table.Id}}}"
      $"\\begin{{tabular}}{{{columns}}}"
      "\\toprule"
      yield! groupLine table
      String.concat " & " headers + " \\\\"
      "\\midrule"
      for row in table.Rows do
          if row.Ruled then
              "\\midrule"
          (row.Cells |> List.mapi (cell table) |> String.concat " & ") + " \\\\"
      "\\bottomrule"
      "\\end{tabular}"
      for note in Table.notes table do
          $"\\par\\footnotesize {escape note}"
      "\\end{table}" ]
    |> List.map (fun l -> l + "\n")
    |> String.concat ""
