/// LaTeX with booktabs. A column of mean ± deviation is set as two columns around the ±, so that decimals align
/// without further packages.
module Harness.Paper.Tables.Latex

open System
open System.Globalization

let private specials =
    Map
        [ '&', "\\&"
          '%', "\\%"
          '$', "\\$"
          '#', "\\#"
          '_', "\\_"
          '{', "\\{"
          '}', "\\}"
          '~', "\\textasciitilde{}"
          '^', "\\textasciicircum{}"
          '\\', "\\textbackslash{}"
          '<', "$<$"
          '>', "$>$"
          '|', "$|$"
          '–', "--"
          '—', "---"
          '…', "\\dots{}"
          '’', "'"
          '✓', "yes"
          '†', "$^\\dagger$"
          '‖', "$\\|$"
          '′', "$'$"
          '″', "$''$" ]

/// Signs of mathematics and Greek letters, each by its command.
let private commands =
    Map
        [ '±', "pm"
          '≤', "le"
          '≥', "ge"
          '≠', "ne"
          '≈', "approx"
          '×', "times"
          '·', "cdot"
          '∘', "circ"
          '⊗', "otimes"
          '→', "to"
          '↦', "mapsto"
          '∈', "in"
          'Σ', "Sigma"
          'Δ', "Delta"
          'Ĥ', "hat H"
          'α', "alpha"
          'β', "beta"
          'ε', "varepsilon"
          'λ', "lambda"
          'σ', "sigma"
          'ρ', "rho"
          '√', "surd"
          '⟨', "langle"
          '⟩', "rangle"
          '½', "frac12"
          '∓', "mp"
          '⌈', "lceil"
          '⌉', "rceil"
          '⊕', "oplus"
          '∀', "forall"
          '∞', "infty"
          '⋅', "cdot"
          '−', "relax-" ]

/// Raised and lowered letters and digits: base letter and whether it is raised.
let private raised =
    Map
        [ 'ᵀ', "^T"
          '²', "^2"
          '³', "^3"
          '⁵', "^5"
          '⁴', "^4"
          '⁻', "^-"
          '¹', "^1"
          'ⁿ', "^n"
          'ᵢ', "_i"
          'ⱼ', "_j"
          'ₐ', "_a"
          'ₖ', "_k"
          'ₜ', "_t"
          'ᵥ', "_v"
          '₀', "_0"
          '₁', "_1"
          '₂', "_2"
          '₃', "_3"
          'ᴵ', "^I" ]

let private signs =
    dict
        [ for KeyValue(c, text) in specials do
              c, text
          for KeyValue(c, command) in commands do
              c, $"$\\{command}$"
          for KeyValue(c, place) in raised do
              c, $"${place}$" ]

let private sign c =
    match signs.TryGetValue c with
    | true, text -> text
    | _ -> string c

/// Text as LaTeX; what has no letter in ASCII becomes a command.
let escape (s: string) = s |> String.collect sign

let private spec table i =
    if Table.hasSpread table i then "r@{\\,$\\pm$\\,}l"
    elif Table.isNumeric table i then "r"
    else "l"

let private width table i = if Table.hasSpread table i then 2 else 1
let private span n align text = if n = 1 then text else $"\\multicolumn{{{n}}}{{{align}}}{{{text}}}"

let private cell n hasSpread (c, mark) =
    let main, spread, remark = Cell.parts n c
    let strong text = if mark = Best then $"\\textbf{{{text}}}" else text
    let tail = (if mark = Tied then "$^\\dagger$" else "") + (remark |> Option.map (sprintf " (%s)") |> Option.defaultValue "")
    match spread with
    | Some s -> strong (escape main) + " & " + strong (escape s) + tail
    // Without a spread the number keeps its place left of where the others have their ±.
    | None when hasSpread && Cell.isNumeric c ->
        $"\\multicolumn{{1}}{{r@{{\\phantom{{\\,$\\pm$\\,}}}}}}{{{strong (escape main)}}} & {tail.TrimStart()}"
    | None -> span (if hasSpread then 2 else 1) "c" (strong (escape main) + tail)

/// Neighbouring columns of one group share a header above their own.
let private groupLine table =
    let rec runs i (columns: Column list) =
        match columns with
        | [] -> []
        | c :: _ ->
            let same = columns |> List.takeWhile (fun d -> d.Group = c.Group)
            let n = List.sum [ for k in i .. i + same.Length - 1 -> width table k ]
            span n "c" (escape c.Group) :: runs (i + same.Length) (List.skip same.Length columns)
    if table.Columns |> List.forall (fun c -> c.Group = "") then
        []
    else
        [ String.concat " & " (runs 0 table.Columns) + " \\\\" ]

let private body table =
    let spreads = table.Columns |> List.mapi (fun i _ -> Table.hasSpread table i)
    [ for row in table.Rows do
          if row.Ruled then
              "\\midrule"
          (List.map2 (cell table.N) spreads row.Cells |> String.concat " & ") + " \\\\" ]

let private headers table =
    [ "\\toprule"
      yield! groupLine table
      (table.Columns |> List.mapi (fun i c -> span (width table i) "c" (escape (Table.header c))) |> String.concat " & ")
      + " \\\\"
      "\\midrule" ]

let private lines = List.map (fun l -> l + "\n") >> String.concat ""

/// A table environment, ready to be included; needs only the booktabs package.
let render table =
    lines
        [ "\\begin{table}"
          "\\centering"
          $"\\caption{{{escape table.Caption}}}"
          $"\\label{{tab:{table.Id}}}"
          $"\\begin{{tabular}}{{{table.Columns |> List.mapi (fun i _ -> spec table i) |> String.concat String.Empty}}}"
          yield! headers table
          yield! body table
          "\\bottomrule"
          "\\end{tabular}"
          for note in Table.notes table do
              $"\\par\\footnotesize {escape note}"
          "\\end{table}" ]

/// Letters of the footnote size that a line of the report holds, about; and what a gap between columns takes of it.
let private lineLetters, gapLetters = 108.0, 2.0

let private cells table i =
    table.Rows |> List.choose (fun r -> List.tryItem i r.Cells) |> List.map (fun (c, _) -> Cell.plain table.N c)

let private longestWord (text: string) = text.Split ' ' |> Array.map _.Length |> Array.max

/// Shares of the line by column: numbers as wide as they are, texts by how much there is to say, none narrower than a word of its header.
let private shares table =
    let letters =
        table.Columns
        |> List.mapi (fun i c ->
            let lengths = cells table i |> List.map (fun t -> float t.Length)
            let longest = lengths |> List.fold max 1.0
            if Table.isNumeric table i then
                false, max longest (float (Table.header c).Length)
            else
                let usual = if lengths.IsEmpty then 1.0 else sqrt (lengths |> List.averageBy (fun n -> n * n))
                true, max (float (longestWord (Table.header c)) + 1.0) (min longest (3.0 * sqrt usual)))
    let fixedLetters = letters |> List.sumBy (fun (isText, n) -> if isText then 0.0 else n)
    let free = max 30.0 (lineLetters - gapLetters * float table.Columns.Length - fixedLetters)
    let wanted = letters |> List.sumBy (fun (isText, n) -> if isText then n else 0.0)
    letters |> List.map (fun (isText, n) -> if isText then Some(n * min 1.6 (free / wanted) / lineLetters) else None)

/// Lines may break inside long names, which have no spaces.
let private breakable (latex: string) =
    [ for word in latex.Split ' ' ->
          if word.Length < 16 then
              word
          elif word |> Seq.forall Uri.IsHexDigit then
              word |> Seq.chunkBySize 16 |> Seq.map String |> String.concat "\\allowbreak{}"
          else
              System.Text.RegularExpressions.Regex.Replace(word, @"(\\_|[./=])(?=[\w\\])", "$1\\allowbreak{}") ]
    |> String.concat " "

/// The same over several pages, text columns sharing the width; needs longtable and array too.
let renderLong table =
    let ofColumn i share =
        match share with
        | None -> spec table i
        | Some(part: float) ->
            $""">{{\raggedright\arraybackslash}}p{{{part.ToString("F3", CultureInfo.InvariantCulture)}\linewidth}}"""
    let columns = shares table |> List.mapi ofColumn |> String.concat ""
    lines
        [ "{\\footnotesize\\setlength{\\tabcolsep}{3pt}"
          $"\\begin{{longtable}}{{{columns}}}"
          $"\\caption{{{escape table.Caption}}}\\label{{tab:{table.Id}}}\\\\"
          yield! headers table
          "\\endhead"
          yield! body table |> List.map breakable
          "\\bottomrule"
          "\\end{longtable}"
          for note in Table.notes table do
              $"\\noindent {escape note}\\par"
          "}" ]
