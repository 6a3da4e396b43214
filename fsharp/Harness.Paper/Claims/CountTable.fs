/// What rows of a paper's comparison train, by backbone: the formulas side by side.
module Harness.Paper.Claims.CountTable

open Harness.Paper.Tables

/// <param name="backbones">Columns, by name.</param>
/// <param name="rows">Rows of the comparison, as `./harness params` lists them; a blank cell is a row that the backbone does not have.</param>
let build id caption (backbones: string list) (rows: string list) =
    let find = Counts.finder ()
    { Id = id
      Caption = caption
      Columns = Table.column "Method" "" :: [ for b in backbones -> Table.column b "numbers" ]
      Rows =
        [ for row in rows ->
              Table.plain (Text row :: [ for b in backbones -> match find b row with Some n -> Count n | None -> Blank ]) ]
      N = 0
      Notes = [ "By formula, from shapes alone; ./harness params compares each with enumeration." ] }
