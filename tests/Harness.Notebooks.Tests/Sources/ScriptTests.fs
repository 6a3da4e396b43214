/// Plain `dotnet fsi` runs the literate scripts. One stands for all: each is also a notebook, which `./harness test` executes,
/// and NotebookSync proves that the two agree.
module Harness.Notebooks.Tests.ScriptTests

open System
open System.Diagnostics
open System.IO
open Xunit
open Harness.Notebooks.Tests.Support

let private budget = TimeSpan.FromMinutes 5.0

[<Fact>]
let ``a literate script runs with dotnet fsi and exports what its notebook expects`` () =
    let start =
        ProcessStartInfo(
            "dotnet",
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )
    for argument in [ "fsi"; "--quiet"; Path.Combine(root, "fsharp", "scripts", "merging-experts.fsx") ] do
        start.ArgumentList.Add argument
    use fsi = nonNull (Process.Start start)
    let output, error = fsi.StandardOutput.ReadToEndAsync(), fsi.StandardError.ReadToEndAsync()
    if not (fsi.WaitForExit budget) then
        fsi.Kill true
        Assert.Fail $"the script took more than {budget}"
    Assert.True((fsi.ExitCode = 0), error.Result)
    Assert.Contains("laws that fail = 0", output.Result)
    Assert.Contains("distance of equal experts = 0", output.Result)
