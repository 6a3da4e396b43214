/// Other programs that tests start, and what they leave behind.
module Harness.Notebooks.Tests.Programs

open System
open System.Diagnostics
open System.IO
open System.Threading
open Xunit
open Harness.Data.Packages
open Harness.Notebooks.Jupyter
open Harness.Notebooks.Tests.Support

/// The built command line.
let cli: string = Path.Combine(root, "src", "Harness.Cli", "bin", "Release", "net10.0", "Harness.Cli.dll")

/// Starts a program in a folder with its output caught, and further variables in its environment.
let startIn (folder: string) (program: string) (arguments: string list) (variables: (string * string) list) : Process =
    let start =
        ProcessStartInfo(program, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true)
    for argument in arguments do
        start.ArgumentList.Add argument
    for name, value in variables do
        start.Environment[name] <- value
    nonNull (Process.Start start)

let start: string -> string list -> (string * string) list -> Process = startIn root

/// How a program ended: its exit code, its output and its errors.
type Ended = { Code: int; Output: string; Errors: string }

/// Waits for it to end; past the limit it is ended with all that it started, and the test fails.
let finish (limit: TimeSpan) (started: Process) : Ended =
    use program = started
    let output, errors = program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync()
    if not (program.WaitForExit limit) then
        program.Kill true
        Assert.Fail $"{program.StartInfo.FileName} {String.Join(' ', program.StartInfo.ArgumentList)} took more than {limit}"
    { Code = program.ExitCode; Output = output.Result; Errors = errors.Result }

let run (program: string) (arguments: string list) (variables: (string * string) list) : Ended =
    start program arguments variables |> finish (TimeSpan.FromMinutes 5.0)

/// Runs the command line.
let harness (arguments: string list) (variables: (string * string) list) : Ended = run "dotnet" (cli :: arguments) variables

/// Waits until something holds, for three minutes at most: other tests may have the machine.
let eventually (what: string) (holds: unit -> bool) : unit =
    let clock = Stopwatch.StartNew()
    while not (holds ()) do
        if clock.Elapsed > TimeSpan.FromMinutes 3.0 then
            Assert.Fail $"not within three minutes: {what}"
        Thread.Sleep 50

/// Command lines of the processes of this machine that name `text`.
let processesThatName (text: string) : string list =
    [ for folder in Directory.GetDirectories "/proc" do
          let line =
              try
                  File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\000', ' ')
              with
              | :? IOException
              | :? UnauthorizedAccessException -> ""
          if line.Contains(text, StringComparison.Ordinal) then
              line ]

/// nbconvert, and the Python that it runs on, which has Jupyter's client; the test is skipped where they are missing.
let jupyter () : string * string =
    match ExternalProgram.Find "jupyter-nbconvert" with
    | null ->
        Assert.Skip "there is no nbconvert on this machine; apt-get install jupyter-nbconvert python3-ipykernel gets it"
        "", ""
    | nbconvert ->
        let python = (File.ReadLines nbconvert |> Seq.head).Substring(2).Trim()
        if (run python [ "-c"; "import jupyter_client" ] []).Code <> 0 then
            Assert.Skip $"{python} has no jupyter_client; apt-get install python3-jupyter-client gets it"
        nbconvert, python

/// Registers this checkout's kernels in a folder of the test's, and gives the variables that let Jupyter find them there alone.
let installed (folder: Folder) : (string * string) list =
    KernelSpec.install (Path.Combine(root, "harness")) (KernelSpec.prefixFolder folder.Path) |> ignore
    [ "JUPYTER_PATH", KernelSpec.prefixFolder folder.Path
      "JUPYTER_DATA_DIR", folder.File "data"
      "JUPYTER_RUNTIME_DIR", folder.File "runtime"
      "JUPYTER_CONFIG_DIR", folder.File "config"
      "IPYTHONDIR", folder.File "ipython"
      "OMP_NUM_THREADS", "1" ]
