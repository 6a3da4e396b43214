module Harness.Paper.Tests.CsvTests

open Xunit
open Harness.Paper.Results

[<Fact>]
let ``what is written reads back`` () =
    let rows = [ [ "a,b"; "say \"x\""; "two\nlines" ]; [ ""; "é"; "1.5" ] ]
    Assert.Equal<string list list>([ "x"; "y"; "z" ] :: rows, Csv.parse (Csv.write [ "x"; "y"; "z" ] rows))

[<Fact>]
let ``carriage returns and a missing last line feed are tolerated`` () =
    Assert.Equal<string list list>([ [ "a"; "b" ]; [ "1"; "" ] ], Csv.parse "a,b\r\n1,")

[<Fact>]
let ``numbers do not depend on the machine's language`` () =
    Assert.Equal("1234.5", Csv.number 1234.5)
    Assert.Equal("", Csv.number nan)
    Assert.Equal(None, Csv.parseOption "")
