module Harness.Paper.Tests.RenderTests

open Xunit
open Harness.Paper.Statistics
open Harness.Paper.Tables

let private table =
    { Id = "t"
      Caption = "A & B"
      Columns = [ Table.column "Method" ""; Table.column "Trained" "numbers"; Table.grouped "N_D =" "16" "%" ]
      Rows =
        [ { Cells = [ Text "a_b", Plain; Count 1234567L, Plain; Scores(Summary.ofValues [ 1.0; 2.0 ]), Best ]
            Ruled = false
            Anchor = "" }
          { Cells = [ Text "x|y", Plain; Blank, Plain; Scores(Summary.ofValues [ 10.0 ]), Tied ]
            Ruled = true
            Anchor = "" } ]
      N = 2
      Notes = [ "Scale: 50 % <small>." ] }

[<Fact>]
let ``LaTeX uses booktabs and aligns at the plus-minus`` () =
    let expected =
        """\begin{table}
\centering
\caption{A \& B}
\label{tab:t}
\begin{tabular}{lrr@{\,$\pm$\,}l}
\toprule
\multicolumn{2}{c}{} & \multicolumn{2}{c}{N\_D =} \\
Method & Trained [numbers] & \multicolumn{2}{c}{16 [\%]} \\
\midrule
a\_b & 1,234,567 & \textbf{1.50} & \textbf{0.71} \\
\midrule
x$|$y &  & \multicolumn{1}{r@{\phantom{\,$\pm$\,}}}{10.00} & $^\dagger$ (n = 1) \\
\bottomrule
\end{tabular}
\par\footnotesize Scale: 50 \% $<$small$>$.
\par\footnotesize Bold: better than every other method of the column (exact paired sign-flip test, p $\le$ 0.05 each).
\par\footnotesize $^\dagger$: the best mean of the column or not distinguishable from it (exact paired sign-flip test, p $>$ 0.05).
\end{table}
"""
    Assert.Equal(expected.ReplaceLineEndings "\n", Latex.render table)

[<Fact>]
let ``Markdown escapes its bars`` () =
    let text = Markdown.render table
    Assert.Contains("| Method | Trained [numbers] | N_D = 16 [%] |\n| --- | ---: | ---: |\n", text)
    Assert.Contains("| a_b | 1,234,567 | **1.50 ± 0.71** |", text)
    Assert.Contains("| x\\|y |  | 10.00 (n = 1) † |", text)

[<Fact>]
let ``CSV has unrounded numbers in columns of their own`` () =
    Assert.Equal(
        "Method,Trained [numbers],N_D = 16 [%] mean,N_D = 16 [%] std,N_D = 16 [%] n,N_D = 16 [%] mark\n"
        + "a_b,1234567,1.5,0.7071067811865476,2,best\nx|y,,10,,1,tied\n",
        CsvTable.render table
    )

[<Fact>]
let ``HTML is escaped`` () =
    let text = Html.render table
    Assert.Contains("A &amp; B", text)
    Assert.Contains("&lt;small&gt;", text)
    Assert.Contains("<td class=\"number\"><strong>1.50 &#177; 0.71</strong></td>", text)

[<Fact>]
let ``the console table is aligned`` () =
    let lines = (Console.render table).Split('\n')
    Assert.Equal("a_b             1,234,567    1.50 ± 0.71 *", lines[4])
    Assert.Equal("x|y                        10.00 (n = 1) †", lines[6])
