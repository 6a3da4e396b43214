namespace Harness.Notebooks.Tests.Kernels

open System
open Microsoft.DotNet.Interactive
open Microsoft.DotNet.Interactive.Commands
open Microsoft.DotNet.Interactive.Events
open Xunit
open Harness.Notebooks.Kernels
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Support

type SessionTests(shared: SharedSession) =

    let fsharp = execute shared.Session "fsharp"
    let csharp = execute shared.Session "csharp"

    /// The result of a cell in plain text.
    let result (language: string) (source: string) =
        match execute shared.Session language source with
        | CellOutcome.Succeeded, outputs, _ ->
            match List.last outputs with
            | "result", text -> text
            | other -> failwith $"no result but {other}"
        | outcome, _, _ -> failwith $"{outcome}"

    let done' outcome = Assert.Equal(CellOutcome.Succeeded, outcome)

    let send (command: KernelCommand) = (shared.Session.Composite.SendAsync command).Result.Events

    let completions (code: string) (kernel: string) =
        send (RequestCompletions(code, LinePosition(0, code.Length), kernel))
        |> Seq.pick (function
            | :? CompletionsProduced as found -> Some [ for item in found.Completions -> item.DisplayText ]
            | _ -> None)

    interface IClassFixture<SharedSession>

    [<Fact>]
    member _.``printed text, shown values and the result come in order``() =
        let outcome, outputs, _ = fsharp "printf \"a\"\nprintfn \"b\"\nshow 1\neprintfn \"c\"\nshow \"d\"\n41 + 1"
        done' outcome
        Assert.Equal<(string * string) list>(
            [ "stdout", "ab\n"; "shown", "1"; "stderr", "c\n"; "shown", "d"; "result", "42" ],
            outputs
        )

    [<Fact>]
    member _.``a cell that ends in a definition or in unit has no result``() =
        let _, outputs, _ = fsharp "let onlyDefined = 3\n()"
        Assert.Empty outputs

    [<Fact>]
    member _.``a warning is printed with its place and does not fail the cell``() =
        let outcome, outputs, _ = fsharp "let partial x =\n    match x with\n    | 2 -> 1"
        done' outcome
        Assert.StartsWith("(2,11): warning FS0025", snd (List.exactlyOne outputs))

    [<Theory>]
    [<InlineData("1 + \"a\"", "(1,5): error FS0001")>]
    [<InlineData("let x =\n  nope", "(2,3): error FS0039")>]
    [<InlineData("let let", "error FS0010")>]
    [<InlineData("#r \"nope.dll\"", "(1,1): error FS0078: Unable to find the file 'nope.dll'")>]
    member _.``an F# cell that does not compile fails with its place``(source: string, expected: string) =
        match fsharp source with
        | CellOutcome.Failed error, _, _ ->
            Assert.Equal("CompilationError", error.Name)
            Assert.Contains(expected, error.Message)
            Assert.DoesNotContain("/usr/", String.concat "" error.Traceback)
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``an exception fails the cell with its name and frames without paths``() =
        match
            fsharp
                "let rec inner n : int = if n = 0 then raise (System.InvalidOperationException \"boom\") else 1 + inner (n - 1)\ninner 2 + 1"
        with
        | CellOutcome.Failed error, _, _ ->
            Assert.Equal(("InvalidOperationException", "boom"), (error.Name, error.Message))
            Assert.Contains(error.Traceback, fun line -> line.Contains "inner")
            Assert.DoesNotContain(error.Traceback, fun line -> line.Contains ".fs" || line.Contains "FSI_")
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``exports keep their kinds``() =
        let _, _, exports = fsharp "export \"n\" 3L\nexport \"t\" \"x\"\nexport \"b\" true\nexport \"l\" [ 1.5f; 2.0f ]"
        Assert.Equal<(string * ExportedValue) list>(
            [ "n", ExportedValue.Number 3.0
              "t", ExportedValue.Text "x"
              "b", ExportedValue.Flag true
              "l", ExportedValue.Numbers [ 1.5; 2.0 ] ],
            exports
        )

    [<Fact>]
    member _.``an export that cannot be compared fails the cell``() =
        match fsharp "export \"f\" (fun x -> x + 1)" with
        | CellOutcome.Failed error, _, _ -> Assert.Contains("export \"f\"", error.Message)
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``a class declared in C# can be inherited and called in the next F# cell``() =
        let outcome, _, _ =
            csharp
                "#!csharp\npublic abstract class Shape { public abstract double Area(); public string Name => GetType().Name; }\npublic record Sized(int Width);\npublic record Box<T>(T Value);\nvar sized = new Sized(3);\nvar box = new Box<int>(5);"
        done' outcome
        let square = "type Square(s: float) =\n    inherit Shape()\n    override _.Area() = s * s\nlet square = Square 3.0\n"
        Assert.Equal(
            "Square 9 8",
            result "fsharp" (square + "sprintf \"%s %g %d\" square.Name (square.Area()) (Sized(4).Width + Box(4).Value)")
        )

    [<Fact>]
    member _.``a later C# declaration of a type replaces the earlier one``() =
        csharp "public class Twice { public int Value => 1; }" |> ignore
        csharp "public class Twice { public int Value => 2; }" |> ignore
        Assert.Equal("2", result "csharp" "new Twice().Value")
        Assert.Equal("2", result "fsharp" "Twice().Value")
        csharp "public class User { public int Value => new Twice().Value + 1; }" |> ignore
        Assert.Equal("3", result "fsharp" "User().Value")

    [<Fact>]
    member _.``values are shared both ways, whatever JSON makes of them``() =
        let outcome, _, _ =
            fsharp
                "let numbers = [| 1; 2; 3 |]\nlet ones = TorchSharp.torch.ones(2L)\nopen Deedle\nlet frame = Frame.ofColumns [ \"a\", Series.ofObservations [ 1, 0.5 ] ]"
        done' outcome
        let shares = "#!share --from fsharp numbers\n#!share --from fsharp ones\n#!share --from fsharp frame\n"
        Assert.Equal("6", result "csharp" (shares + "var total = numbers.Sum(); total"))
        Assert.Equal("2.5", result "csharp" "ones.sum().item<float>() + frame.GetColumn<double>(\"a\").GetAt(0)")
        done' (
            let outcome, _, _ = csharp "Func<int, int> next = n => n + 1; var twos = ones * 2; var copy = frame.Clone();" in
            outcome
        )
        let back =
            "#!share --from csharp next\n#!share --from csharp total\n#!share --from csharp twos\n#!share --from csharp copy\n"
        Assert.Equal("12", result "fsharp" (back + "next.Invoke total + int (twos.sum().item<float32>()) + copy.RowCount"))

    [<Fact>]
    member _.``a value of a type made in an F# cell reaches C#``() =
        fsharp "type Point = { X: int; Y: int }\nlet point = { X = 3; Y = 4 }\nlet tensors = [ [| TorchSharp.torch.ones(3L) |] ]"
        |> ignore
        Assert.Equal("7", result "csharp" "#!share --from fsharp point\n(int)(point.X + point.Y)")
        Assert.Equal("3", result "csharp" "#!share --from fsharp tensors\ntensors[0][0].numel()")

    [<Fact>]
    member _.``types of the harness are the same in both languages``() =
        csharp "var failure = new Harness.Data.Files.UserErrorException(\"m\", 3);" |> ignore
        Assert.Equal(
            "3",
            result "fsharp" "#!share --from csharp failure\n(failure: Harness.Data.Files.UserErrorException).ExitCode"
        )

    [<Theory>]
    [<InlineData("int x = \"a\";", "(1,9): error CS0029")>]
    [<InlineData("#!csharp\nint x = \"a\";", "(2,9): error CS0029")>]
    [<InlineData("using System.IO;\nvar a = 1;\npublic class Bad { int F() => nope; }", "(3,31): error CS0103")>]
    member _.``a C# cell that does not compile fails with its place``(source: string, expected: string) =
        match csharp source with
        | CellOutcome.Failed error, _, _ -> Assert.StartsWith(expected, error.Message)
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``show and display work from C# too``() =
        let _, outputs, _ = csharp "show(5); Console.WriteLine(\"x\"); display(6);"
        Assert.Equal<(string * string) list>([ "shown", "5"; "stdout", "x\n"; "shown", "6" ], outputs)

    [<Fact>]
    member _.``cells of both languages run on one thread, so that no_grad of one holds in the next``() =
        let thread = "System.Threading.Thread.CurrentThread.ManagedThreadId"
        let first = result "fsharp" $"let guard = TorchSharp.torch.no_grad()\n{thread}"
        let library = "public class Grad { public static bool On() => TorchSharp.torch.is_grad_enabled(); }\n"
        Assert.Equal<string list>([ first; "False" ], [ result "csharp" (library + thread); result "csharp" "Grad.On()" ])
        fsharp "guard.Dispose()" |> ignore
        Assert.Equal<string list>([ "True"; first ], [ result "csharp" "Grad.On()"; result "fsharp" thread ])

    [<Fact>]
    member _.``completions are offered in both languages, those that fit what is typed``() =
        fsharp "let someLongName = 1" |> ignore
        Assert.Contains("someLongName", completions "someLong" "fsharp")
        Assert.DoesNotContain("List", completions "someLong" "fsharp")
        Assert.Contains("WriteLine", completions "System.Console.Wri" "fsharp")
        Assert.Contains("WriteLine", completions "System.Console.Wri" "csharp")

    [<Fact>]
    member _.``diagnostics are given without running anything``() =
        let found =
            send (RequestDiagnostics("let x =\n  nope", "fsharp"))
            |> Seq.pick (function
                | :? DiagnosticsProduced as d -> Some d
                | _ -> None)
        Assert.Equal<string list>([ "FS0039" ], [ for one in found.Diagnostics -> one.Code ])
        Assert.Equal(LinePosition(1, 2), (Seq.head found.Diagnostics).LinePositionSpan.Start)

    [<Fact>]
    member _.``an interruption stops an endless cell, and the next ones run and print``() =
        let running = System.Threading.Tasks.Task.Run(fun () -> fsharp "printfn \"endless\"\nwhile true do ()")
        Assert.False(running.Wait 3000)
        shared.Session.Interrupt()
        match running.Result with
        | CellOutcome.Failed error, outputs, _ ->
            Assert.Equal(("Interrupted", "the cell was stopped"), (error.Name, error.Message))
            Assert.Equal(("stdout", "endless\n"), outputs.Head)
        | other -> failwith $"%A{other}"
        for next, source in [ "fsharp", "printfn \"next\"\n1 + 1"; "csharp", "Console.WriteLine(\"next\");\n1 + 1" ] do
            let outcome, outputs, _ = execute shared.Session next source
            done' outcome
            Assert.Equal<(string * string) list>([ "stdout", "next\n"; "result", "2" ], outputs)
