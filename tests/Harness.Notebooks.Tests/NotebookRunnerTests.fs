module Harness.Notebooks.Tests.NotebookRunnerTests

open System
open System.IO
open System.Text.Json.Nodes
open System.Threading
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Data.Files
open Harness.Notebooks
open Harness.Notebooks.Documents
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Documents
open Harness.Notebooks.Tests.Support

let private write (path: string) (cells: InteractiveDocumentElement list) = NotebookFile.write path (NotebookFile.create cells)

let private run (options: RunOptions) (file: string) =
    use log = new StringWriter()
    options.Log <- log
    NotebookRunner.Run([| file |], options), log.ToString()

/// Ids of the cells, with the kinds of their outputs.
let private shape (path: string) =
    [ for cell in (NotebookFile.read path).Elements -> nonNull cell.Id, [ for output in cell.Outputs -> fst (describe output) ] ]

[<Fact>]
let ``a run in place is valid, counts from 1, hides this machine's paths, and is the same when repeated`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write
        file
        [ Cells.markdown "m" "# T" []
          fsharp "c1" "let x = 20"
          fsharp "c2" ""
          fsharp "c3" "printfn \"%s/x\" (System.IO.Directory.GetCurrentDirectory())\nshow (HTML \"<b>x</b>\")\nx + 1" ]
    let code, log = run (RunOptions()) file
    Assert.Equal(0, code)
    Assert.Matches($@"^{Text.RegularExpressions.Regex.Escape file}: 2 cells ran in \d+\.\d s, nothing exported$", log.TrimEnd())
    let first = File.ReadAllText file
    Assert.Empty(NotebookFormat.problems (JsonNode.Parse first))
    Assert.DoesNotContain(folder.Path, first)
    Assert.Equal<int list>([ 0; 1; 0; 2 ], [ for cell in (NotebookFile.read file).Elements -> cell.ExecutionOrder ])
    Assert.Equal<string list>([ "stdout"; "shown"; "result" ], snd (List.item 3 (shape file)))
    run (RunOptions()) file |> ignore
    Assert.Equal(first, File.ReadAllText file)

[<Fact>]
let ``parameters make another notebook in the output folder, which no expectation is about`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write file [ Cells.fsharp "p" "let n = 4" [ "parameters" ]; fsharp "c" "n * 10\nexport \"n\" n\nn * 10" ]
    let before = File.ReadAllText file
    let code, log = run (RunOptions(Parameters = [| "n=7" |], OutputFolder = folder.File "out")) file
    Assert.Equal(0, code)
    Assert.Contains("1 exports not compared", log)
    Assert.Equal(before, File.ReadAllText file)
    Assert.Equal<(string * string list) list>(
        [ "p", []; "injected-parameters", []; "c", [ "stdout"; "result" ] ],
        shape (folder.File "out/n.ipynb")
    )
    Assert.Contains("\"70\"", File.ReadAllText(folder.File "out/n.ipynb"))

[<Fact>]
let ``a failing cell leaves what came before, a banner, and exit code 1`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write
        file
        [ fsharp "c1" "printfn \"before\""
          fsharp "c2" "printfn \"part\"\nfailwith \"boom <b>\"\n()"
          fsharp "c3" "printfn \"after\"" ]
    let code, log = run (RunOptions()) file
    Assert.Equal(1, code)
    Assert.Contains("Cell [2] failed. Exception: boom <b>", log)
    Assert.Equal<(string * string list) list>(
        [ "error-banner", []; "c1", [ "stdout" ]; "c2", [ "stdout"; "error" ]; "c3", [] ],
        shape file
    )
    Assert.Contains("boom &lt;b&gt;", (NotebookFile.read file).Elements[0].Contents)
    // Mended, the next run takes the banner away.
    write file ((NotebookFile.read file).Elements |> Seq.filter (fun cell -> cell.Id <> "c2") |> List.ofSeq)
    Assert.Equal(0, fst (run (RunOptions()) file))
    Assert.Equal<string list>([ "c1"; "c3" ], shape file |> List.map fst)

[<Fact>]
let ``a cell that may fail does not stop the run`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write file [ Cells.fsharp "c1" "failwith \"expected\" |> ignore" [ "raises-exception" ]; fsharp "c2" "1" ]
    Assert.Equal(0, fst (run (RunOptions()) file))
    Assert.Equal<(string * string list) list>([ "c1", [ "error" ]; "c2", [ "result" ] ], shape file)

[<Fact>]
let ``a cell that takes too long ends the run and the file keeps what it printed`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write file [ fsharp "c1" "printfn \"start\"\nSystem.Threading.Thread.Sleep 60000"; fsharp "c2" "1" ]
    let code, log = run (RunOptions(CellTimeout = TimeSpan.FromSeconds 3.0)) file
    Assert.Equal(1, code)
    Assert.Contains("CellTimeout: the cell ran longer than 3 s", log)
    Assert.Equal<(string * string list) list>([ "error-banner", []; "c1", [ "stdout"; "error" ]; "c2", [] ], shape file)

[<Fact>]
let ``an interruption ends with 130`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write file [ fsharp "c1" "System.Threading.Thread.Sleep 60000" ]
    use source = new CancellationTokenSource(TimeSpan.FromSeconds 1.0)
    Assert.Equal(130, fst (run (RunOptions(Cancellation = source.Token)) file))
    Assert.Equal("error-banner", fst (shape file).Head)

[<Fact>]
let ``expectations can be taken from a run, and an export off its expectation fails the next`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write file [ fsharp "c" "export \"root\" (sqrt 4.0)" ]
    Assert.Equal(0, fst (run (RunOptions(UpdateExpectations = true)) file))
    Assert.Contains("\"value\": 2", File.ReadAllText(Expectations.pathFor file))
    File.WriteAllText(Expectations.pathFor file, """{"values":{"root":{"value":2.5,"tolerance":0.1}}}""")
    let code, log = run (RunOptions()) file
    Assert.Equal(1, code)
    Assert.Contains("cell [1]: 'root' is 2; expected 2.5 within 0.1", log)
    Assert.Equal("error-banner", fst (shape file).Head)

[<Fact>]
let ``bad usage is told before anything runs`` () =
    use folder = new Folder()
    let file = folder.File "n.ipynb"
    write file [ Cells.fsharp "p" "let n = 4" [ "parameters" ] ]
    let code (options: RunOptions) (files: string list) =
        Assert.Throws<UserErrorException>(fun () -> NotebookRunner.Run(List.toArray files, options) |> ignore).ExitCode
    Assert.Equal(2, code (RunOptions()) [])
    Assert.Equal(2, code (RunOptions(Parameters = [| "n=1" |])) [ file ])
    Assert.Equal(2, code (RunOptions(Parameters = [| "m=1" |], OutputFolder = folder.Path)) [ file ])
    Assert.Equal(2, code (RunOptions(CellTimeout = TimeSpan.Zero)) [ file ])
    Assert.Equal(3, code (RunOptions()) [ file; folder.File "absent.ipynb" ])
