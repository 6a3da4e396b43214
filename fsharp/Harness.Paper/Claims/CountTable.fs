/// What rows of a paper's comparison train, by backbone: the formulas side by side.
module Harness.Paper.Claims.CountTable

open Harness.Paper.Tables

/// <param name="backbones">Columns, by name.</param>
/// <param name="rows">Rows of the comparison, as `./harness params` lists them; a blank cell is a row that the backbone does not have.</param>
let build id caption (backbones: string list) (rows: string list) =
    let find = Counts.finder ()
    { Id = id
      Caption = caption
      Columns = Table.column "Method" "" :: [ for b in backbones -> Table.column b "parameters" ]
      Rows =
        [ for row in rows ->
              Table.plain (
                  Text row
                  :: [ for b in backbones ->
                           match find b row with
                           | Some n -> Count n
                           | None -> Blank ]
              ) ]
      N = 0
      Notes = [ "By formula, from shapes alone; ./harness params compares each with enumeration." ] }

/// How the rows of ./harness params end that are one method without and with each routing function.
let private functions = [ ""; "-element_mul"; "-element_add"; "-vllora"; "-element_mul_expand" ]

/// The rows of some methods, each without and with each routing function.
let routed (methods: string list) =
    [ for method in methods do
          for f in functions -> method + f ]

/// Methods that train another number with some function than without, on one of the backbones.
let changedByRouting (backbones: string list) (methods: string list) =
    let find = Counts.finder ()
    [ for backbone in backbones do
          for method in methods do
              if (routed [ method ] |> List.map (find backbone) |> List.distinct).Length > 1 then
                  $"{method} on {backbone}" ]
