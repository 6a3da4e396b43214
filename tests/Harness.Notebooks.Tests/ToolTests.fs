/// Notebooks in the tools of Microsoft.DotNet.Interactive and dotnet-repl, untouched: what docs/notebooks.md says of other .NET hosts.
module Harness.Notebooks.Tests.ToolTests

open System
open System.IO
open System.Text.Json
open Microsoft.DotNet.Interactive.Documents
open Xunit
open Harness.Data.Packages
open Harness.Notebooks.Documents
open Harness.Notebooks.Tests.Support

/// One in F#, and one that hands a function and a tensor of a C# cell to an F# cell.
let kinds () : TheoryData<string> = TheoryData<string>("F#", "mixed")

let private home = Environment.GetFolderPath Environment.SpecialFolder.UserProfile

let private cache =
    match Environment.GetEnvironmentVariable "NUGET_PACKAGES" with
    | null
    | "" -> Path.Combine(home, ".nuget", "packages")
    | set -> set

// The newer FSharp.Core, before the program.
let private program (assembly: string) (arguments: string list) =
    [ "exec"
      "--additional-deps"
      Path.Combine(root, "fsharp", "scripts", "fsharp.core.deps.json")
      "--additionalprobingpath"
      cache
      assembly ]
    @ arguments

let private notebook (folder: Folder) (kind: string) : string =
    // The notebooks find the sources beside their folder.
    Directory.CreateSymbolicLink(folder.File "fsharp", Path.Combine(root, "fsharp")) |> ignore
    let file = folder.File "notebooks/n.ipynb"
    Directory.CreateDirectory(folder.File "notebooks") |> ignore
    if kind = "F#" then
        File.Copy(Path.Combine(root, "notebooks", "check-a-conjecture.ipynb"), file)
    else
        NotebookFile.write
            file
            (NotebookFile.create
                [ fsharp "c1" "#load \"../fsharp/scripts/harness.fsx\""
                  Cells.csharp "c2" "#!csharp\n#load \"../fsharp/scripts/harness.csx\"" []
                  Cells.csharp
                      "c3"
                      "#!csharp\nusing Harness.Adapters; using Harness.Adapters.Lora;\nFunc<PeftMethod> make = () => new LoraMethod { R = 4 };\nvar ones = TorchSharp.torch.ones(2, 3);"
                      []
                  fsharp
                      "c4"
                      "#!share --from csharp make\n#!share --from csharp ones\nexport \"method\" (make.Invoke().Name)\nexport \"elements\" (ones.numel ())" ])
    file

let private check (kind: string) (path: string) =
    let text =
        [ for cell in (NotebookFile.read path).Elements do
              for output in cell.Outputs do
                  match output with
                  | :? TextElement as text -> text.Text
                  | :? ErrorElement as error -> failwith $"{error.ErrorName}: {error.ErrorValue}"
                  // dotnet-repl keeps what is printed as displayed text.
                  | :? DisplayElement as shown when shown.Data.ContainsKey "text/plain" -> string shown.Data["text/plain"]
                  | _ -> () ]
        |> String.concat "\n"
    let expected =
        if kind = "F#" then
            [ "the guess = failed"; "the bound = passed" ]
        else
            [ "method = lora"; "elements = 6" ]
    for line in expected do
        Assert.Contains(line, text)

[<Theory>]
[<MemberData(nameof kinds)>]
let ``dotnet-interactive as a Jupyter kernel runs it`` (kind: string) =
    let nbconvert, _ = Programs.jupyter ()
    // The build takes Microsoft's Jupyter shell from the tool's package, so the tool is in the cache.
    let tool =
        Path.Combine(cache, "microsoft.dotnet-interactive/1.0.712001/tools/net10.0/any/Microsoft.DotNet.Interactive.App.dll")
    use folder = new Folder()
    let kernel = folder.File "share/jupyter/kernels/tool/kernel.json"
    Directory.CreateDirectory(string (Path.GetDirectoryName kernel)) |> ignore
    let argv = "dotnet" :: program tool [ "jupyter"; "--default-kernel"; "fsharp"; "{connection_file}" ]
    File.WriteAllText(
        kernel,
        JsonSerializer.Serialize(dict [ "argv", box argv; "display_name", box "tool"; "language", box "F#" ])
    )
    let arguments =
        [ "--to"
          "notebook"
          "--execute"
          "--ExecutePreprocessor.kernel_name=tool"
          "--output-dir"
          folder.Path
          "--output"
          "out"
          notebook folder kind ]
    let ended = Programs.run nbconvert arguments (Programs.installed folder)
    Assert.True((ended.Code = 0), ended.Errors.Substring(max 0 (ended.Errors.Length - 3000)))
    check kind (folder.File "out.ipynb")

[<Theory>]
[<MemberData(nameof kinds)>]
let ``dotnet-repl runs it`` (kind: string) =
    let beside =
        ExternalProgram.Find "dotnet-repl"
        |> Option.ofObj
        |> Option.bind (Path.GetDirectoryName >> Option.ofObj)
        |> Option.toList
    let tool =
        beside @ [ Path.Combine(home, ".dotnet", "tools") ]
        |> List.map (fun tools ->
            Path.Combine(tools, ".store/dotnet-repl/0.3.259/dotnet-repl/0.3.259/tools/net10.0/any/dotnet-repl.dll"))
        |> List.tryFind File.Exists
    match tool with
    | None -> Assert.Skip "dotnet-repl is not on the path; dotnet tool install --global dotnet-repl --version 0.3.259 gets it"
    | Some tool ->
        use folder = new Folder()
        let out = folder.File "out.ipynb"
        let file = notebook folder kind
        let arguments = [ "--run"; "n.ipynb"; "--exit-after-run"; "--output-path"; out; "--default-kernel"; "fsharp" ]
        // It looks for files of `#load` in the folder that it is started in.
        let ended =
            Programs.startIn (string (Path.GetDirectoryName file)) "dotnet" (program tool arguments) [ "OMP_NUM_THREADS", "1" ]
            |> Programs.finish (TimeSpan.FromMinutes 5.0)
        Assert.True((ended.Code = 0), ended.Output.Substring(max 0 (ended.Output.Length - 3000)) + ended.Errors)
        check kind out
