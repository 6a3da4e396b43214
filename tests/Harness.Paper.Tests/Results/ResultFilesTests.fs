module Harness.Paper.Tests.ResultFilesTests

open System.IO
open Xunit
open Harness.Data.Files
open Harness.Paper.Results
open Harness.Paper.Tests

[<Fact>]
let ``a set reads back as written, in a fixed order`` () =
    use folder = new Samples.Folder()
    let set = Samples.set 2 1.0
    ResultFiles.write folder.Path { set with Rows = List.rev set.Rows }
    let back = ResultFiles.read folder.Path
    Assert.Equal<RunRow list>(set.Rows |> List.sortBy RunRow.order, back.Rows)
    Assert.Equal<Surroundings list>(set.Surroundings, back.Surroundings)
    Assert.Equal<(string * string) list>(set.Configurations, back.Configurations)
    Assert.Equal<Example list>(set.Examples, back.Examples)
    Assert.Equal<QuestionSheet list>(set.Questions, back.Questions)
    Assert.Equal<AnswerSheet list>(set.Answers, back.Answers)
    Assert.Equal<LayerSimilarity list>(set.Similarities, back.Similarities)
    Assert.Equal(
        "scale: proxy\nmethod:\n  name: full\ntrain:\n  n_d: 64\n",
        ResultSet.configuration back (Samples.row "full" 64 13 1.0)
    )
    Assert.Equal<(string * string) list>(ResultFiles.files set, ResultFiles.files back)

[<Fact>]
let ``what an earlier set left is not read as this one's, and nothing else is touched`` () =
    use folder = new Samples.Folder()
    let set = Samples.set 2 1.0
    ResultFiles.write folder.Path { set with Configurations = ("gone", "scale: proxy\n") :: set.Configurations }
    File.WriteAllText(folder.Sub "notes.txt", "mine")
    ResultFiles.write folder.Path { set with Examples = [] }
    let back = ResultFiles.read folder.Path
    Assert.Equal<(string * string) list>(set.Configurations, back.Configurations)
    Assert.Empty back.Examples
    Assert.True(File.Exists(folder.Sub "notes.txt"))

[<Fact>]
let ``a missing folder says what is missing`` () =
    let e = Assert.Throws<UserErrorException>(fun () -> ResultFiles.read "/no/such/folder" |> ignore)
    Assert.Equal(3, e.ExitCode)
    Assert.Contains("runs.csv is missing", e.Message)

[<Fact>]
let ``numbers changed by hand are noticed`` () =
    use folder = new Samples.Folder()
    ResultFiles.write folder.Path (Samples.set 2 1.0)
    let csv = folder.Sub "runs.csv"
    File.WriteAllText(csv, File.ReadAllText(csv).Replace(",42,", ",43,"))
    let e = Assert.Throws<UserErrorException>(fun () -> ResultFiles.read folder.Path |> ignore)
    Assert.Contains("was changed after its manifest", e.Message)

[<Fact>]
let ``a line with a bad number is named`` () =
    let good = Samples.row "full" 16 13 40.0 |> RunRow.toFields
    let bad = good |> List.map (fun f -> if f = "16" then "sixteen" else f)
    let e = Assert.Throws<UserErrorException>(fun () -> RunRow.ofFields "runs.csv, line 7" bad |> ignore)
    Assert.Equal("runs.csv, line 7: n_d is 'sixteen', which is not a whole number", e.Message)
