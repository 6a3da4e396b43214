namespace Harness.Notebooks.Tests.Kernels

open System
open Xunit
open Harness.Notebooks.Documents
open Harness.Notebooks.Kernels
open Harness.Notebooks.Running
open Harness.Notebooks.Tests.Support

type SessionTests(shared: SharedSession) =

    let run language source = execute shared.Session language source
    let fsharp = run CellLanguage.FSharp
    let csharp = run CellLanguage.CSharp

    let result source language =
        match run language source with
        | CellOutcome.Succeeded, outputs, _ ->
            match List.last outputs with
            | Result bundle -> bundle.ToString()
            | other -> failwith $"no result but {other}"
        | outcome, _, _ -> failwith $"{outcome}"

    interface IClassFixture<SharedSession>

    [<Fact>]
    member _.``printed text, shown values and the result come in order``() =
        let outcome, outputs, _ = fsharp "printf \"a\"\nprintfn \"b\"\nshow 1\neprintfn \"c\"\ndisplay \"d\"\n41 + 1"
        Assert.Equal(CellOutcome.Succeeded, outcome)
        match outputs with
        | [ Stream("stdout", "ab\n"); Shown one; Stream("stderr", "c\n"); Shown d; Result value ] ->
            Assert.Equal<string list>([ "1"; "d"; "42" ], [ one.ToString(); d.ToString(); value.ToString() ])
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``a cell that ends in a definition or in unit has no result``() =
        let _, outputs, _ = fsharp "let onlyDefined = 3\n()"
        Assert.Empty outputs

    [<Fact>]
    member _.``a warning is printed with its place and does not fail the cell``() =
        let outcome, outputs, _ = fsharp "let partial x =\n    match x with\n    | 2 -> 1"
        Assert.Equal(CellOutcome.Succeeded, outcome)
        match outputs with
        | [ Stream("stderr", text) ] -> Assert.StartsWith("(2,11): warning FS0025", text)
        | other -> failwith $"%A{other}"

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
        match fsharp "let rec inner n : int = if n = 0 then raise (System.InvalidOperationException \"boom\") else 1 + inner (n - 1)\ninner 2 + 1" with
        | CellOutcome.Failed error, _, _ ->
            Assert.Equal(("InvalidOperationException", "boom"), (error.Name, error.Message))
            Assert.Contains(error.Traceback, fun line -> line.Contains "inner")
            Assert.DoesNotContain(error.Traceback, fun line -> line.Contains ".fs" || line.Contains "FSI_")
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``exports keep their kinds``() =
        let _, _, exports = fsharp "export \"n\" 3L\nexport \"t\" \"x\"\nexport \"b\" true\nexport \"l\" [ 1.5f; 2.0f ]"
        Assert.Equal<(string * ExportedValue) list>(
            [ "n", ExportedValue.Number 3.0; "t", ExportedValue.Text "x"; "b", ExportedValue.Flag true; "l", ExportedValue.Numbers [ 1.5; 2.0 ] ],
            exports)

    [<Fact>]
    member _.``an export that cannot be compared fails the cell``() =
        match fsharp "export \"f\" (fun x -> x + 1)" with
        | CellOutcome.Failed error, _, _ -> Assert.Contains("export \"f\"", error.Message)
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``a class declared in C# can be inherited and called in the next F# cell``() =
        let outcome, _, _ =
            csharp "public abstract class Shape { public abstract double Area(); public string Name => GetType().Name; }\npublic record Sized(int Width);\nvar sized = new Sized(3);"
        Assert.Equal(CellOutcome.Succeeded, outcome)
        let text = CellLanguage.FSharp |> result "type Square(s: float) =\n    inherit Shape()\n    override _.Area() = s * s\nlet square = Square 3.0\nsprintf \"%s %g %d\" square.Name (square.Area()) (sized.Width + Sized(4).Width)"
        Assert.Equal("Square 9 7", text)

    [<Fact>]
    member _.``a later C# declaration of a type replaces the earlier one``() =
        csharp "public class Twice { public int Value => 1; }" |> ignore
        csharp "public class Twice { public int Value => 2; }" |> ignore
        Assert.Equal("2", CellLanguage.CSharp |> result "new Twice().Value")
        Assert.Equal("2", CellLanguage.FSharp |> result "Twice().Value")

    [<Fact>]
    member _.``values cross by name, and again when they have changed``() =
        fsharp "let numbers = [| 1; 2; 3 |]\nlet table = dict [ \"a\", 1.5 ]" |> ignore
        Assert.Equal("6", CellLanguage.CSharp |> result "var total = numbers.Sum(); total")
        Assert.Equal("1.5", CellLanguage.CSharp |> result "table[\"a\"]")
        Assert.Equal("7", CellLanguage.FSharp |> result "total + 1")
        fsharp "let numbers = [| 10 |]" |> ignore
        Assert.Equal("10", CellLanguage.CSharp |> result "numbers.Sum()")
        csharp "total = 20;" |> ignore
        Assert.Equal("20", CellLanguage.FSharp |> result "total")

    [<Fact>]
    member _.``a value of a type made in an F# cell reaches C#``() =
        fsharp "type Point = { X: int; Y: int }\nlet point = { X = 3; Y = 4 }" |> ignore
        Assert.Equal("7", CellLanguage.CSharp |> result "(int)(point.X + point.Y)")

    [<Fact>]
    member _.``types of the harness are the same in both languages``() =
        csharp "var failure = new Harness.Data.UserErrorException(\"m\", 3);" |> ignore
        Assert.Equal("3", CellLanguage.FSharp |> result "(failure: Harness.Data.UserErrorException).ExitCode")

    [<Theory>]
    [<InlineData("int x = \"a\";", "(1,9): error CS0029")>]
    [<InlineData("var a = 1;\npublic class Bad { int F() => nope; }", "(2,31): error CS0103")>]
    member _.``a C# cell that does not compile fails with its place``(source: string, expected: string) =
        match csharp source with
        | CellOutcome.Failed error, _, _ -> Assert.StartsWith(expected, error.Message)
        | other -> failwith $"%A{other}"

    [<Fact>]
    member _.``show works from C# too``() =
        let _, outputs, _ = csharp "Harness.Notebooks.InCell.show(5); Console.WriteLine(\"x\");"
        match outputs with
        | [ Shown five; Stream("stdout", "x\n") ] -> Assert.Equal("5", five.ToString())
        | other -> failwith $"%A{other}"
