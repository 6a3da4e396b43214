module Harness.Notebooks.Tests.Jupyter.KernelSpecTests

open System.IO
open System.Text.Json
open Xunit
open Harness.Data.Files
open Harness.Notebooks.Jupyter
open Harness.Notebooks.Tests
open Harness.Notebooks.Tests.Support

let private kernel (data: string) (name: string) = Path.Combine(data, "kernels", name, "kernel.json")

let private both (data: string) = [ kernel data ".net-fsharp"; kernel data ".net-csharp" ]

let private write (path: string) (text: string) =
    Directory.CreateDirectory(string (Path.GetDirectoryName path)) |> ignore
    File.WriteAllText(path, text)

[<Fact>]
let ``install writes both kernels, which start the harness that wrote them`` () =
    use folder = new Folder()
    Assert.Equal<string list>(both folder.Path, KernelSpec.install "/opt/checkout/harness" folder.Path)
    for name, language, kernelName in [ ".net-fsharp", "F#", "fsharp"; ".net-csharp", "C#", "csharp" ] do
        use spec = JsonDocument.Parse(File.ReadAllText(kernel folder.Path name))
        Assert.Equal<string list>(
            [ "/opt/checkout/harness"; "nb"; "kernel"; "{connection_file}"; "--language"; kernelName ],
            [ for argument in spec.RootElement.GetProperty("argv").EnumerateArray() -> string (argument.GetString()) ]
        )
        Assert.Equal(language, spec.RootElement.GetProperty("language").GetString())
        Assert.Equal($".NET ({language})", spec.RootElement.GetProperty("display_name").GetString())

[<Fact>]
let ``another checkout's kernels are replaced`` () =
    use folder = new Folder()
    KernelSpec.install "/opt/old/harness" folder.Path |> ignore
    KernelSpec.install "/opt/new/harness" folder.Path |> ignore
    for path in both folder.Path do
        Assert.Contains("/opt/new/harness", File.ReadAllText path)

[<Theory>]
[<InlineData("""{"argv":["dotnet","interactive","jupyter","{connection_file}"],"language":"C#"}""")>]
[<InlineData("""{"argv":["/opt/other/program","nb","kernel","{connection_file}"]}""")>]
[<InlineData("no JSON")>]
let ``another program's kernel of the same name is neither replaced nor removed`` (theirs: string) =
    use folder = new Folder()
    write (kernel folder.Path ".net-csharp") theirs
    let error = Assert.Throws<UserErrorException>(fun () -> KernelSpec.install "/opt/checkout/harness" folder.Path |> ignore)
    Assert.Equal(2, error.ExitCode)
    Assert.Contains(kernel folder.Path ".net-csharp", error.Message)
    Assert.DoesNotContain("\n", error.Message)
    Assert.False(File.Exists(kernel folder.Path ".net-fsharp"), "one of two was written")
    Assert.Empty(KernelSpec.uninstall folder.Path)
    Assert.Equal(theirs, File.ReadAllText(kernel folder.Path ".net-csharp"))

[<Fact>]
let ``uninstall removes its own kernels and leaves the others`` () =
    use folder = new Folder()
    write (kernel folder.Path "python3") """{"argv":["python3"]}"""
    KernelSpec.install "/opt/checkout/harness" folder.Path |> ignore
    Assert.Equal<string list>(both folder.Path, KernelSpec.uninstall folder.Path)
    Assert.Equal<string list>(
        [ kernel folder.Path "python3" ],
        List.ofArray (Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
    )
    Assert.Empty(KernelSpec.uninstall folder.Path)

[<Fact>]
let ``nb install and uninstall take the user's folder, or that of a Jupyter installed elsewhere`` () =
    use folder = new Folder()
    let user, prefix = folder.File "user", folder.File "prefix"
    let variables = [ "JUPYTER_DATA_DIR", user ]
    for arguments, data in [ [], user; [ "--user" ], user; [ "--prefix"; prefix ], Path.Combine(prefix, "share", "jupyter") ] do
        let done' = Programs.harness ([ "nb"; "install" ] @ arguments) variables
        Assert.Equal((0, ""), (done'.Code, done'.Errors))
        Assert.Equal<string list>([ for path in both data -> $"installed {path}" ], List.ofArray (done'.Output.Trim().Split '\n'))
        Assert.Contains(Path.Combine(root, "harness"), File.ReadAllText((both data).Head))
        Assert.Equal(0, (Programs.harness ([ "nb"; "uninstall" ] @ arguments) variables).Code)
        Assert.Empty(Directory.GetFiles(data, "*", SearchOption.AllDirectories))
    let both' = Programs.harness [ "nb"; "install"; "--user"; "--prefix"; prefix ] variables
    Assert.Equal(2, both'.Code)
    Assert.Contains("exclude each other", both'.Errors)

[<Fact>]
let ``a folder that cannot be written is refused in one line`` () =
    use folder = new Folder()
    File.WriteAllText(folder.File "taken", "a file")
    let refused = Programs.harness [ "nb"; "install"; "--prefix"; folder.File "taken" ] []
    Assert.Equal(3, refused.Code)
    Assert.Contains("Cannot write below", refused.Errors)
    Assert.Contains("--prefix DIR", refused.Errors)
    Assert.Single(refused.Errors.Trim().Split '\n') |> ignore
