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

[<Fact>]
let ``texts that look like numbers stay texts`` () =
    let row = { (Samples.set 2 1.0).Rows.Head with Key = "12e45678"; Variant = "num_experts=2"; Commit = "0070" }
    let frame =
        ResultFrame.ofSet { ResultSet.empty "mixphm" "proxy" with Rows = [ row; { row with Key = "00e1"; DevScore = None } ] }
    Assert.Equal<string seq>([ "00e1"; "12e45678" ], frame.GetColumn<string>("key").Values)
    Assert.Equal<string seq>([ "0070"; "0070" ], frame.GetColumn<string>("commit").Values)
    Assert.Equal<string seq>([ "full num_experts=2"; "full num_experts=2" ], frame.GetColumn<string>("name").Values)
    Assert.Equal(1, Stats.count (frame.GetColumn<float> "dev_score"))
    Assert.Equal<int64 seq>([ 200_000L; 200_000L ], frame.GetColumn<int64>("trainable").Values)
