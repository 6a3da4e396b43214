module Harness.Paper.Tests.ResultFrameTests

open Deedle
open Xunit
open Harness.Paper.Results
open Harness.Paper.Tests

[<Fact>]
let ``a row a run, and means by method and size`` () =
    let set = Samples.set 2 1.0
    Assert.Equal(set.Rows.Length, (ResultFrame.ofSet set).RowCount)
    let means = ResultFrame.means set
    Assert.Equal<string seq>([ "blind"; "full"; "majority"; "mixphm" ], means.RowKeys)
    Assert.Equal(43.25, means.GetColumn<float>(16).["mixphm"])
