module Charts.Tests.FormattingTests

open System
open System.IO
open Xunit
open Microsoft.DotNet.Interactive.Formatting

type Point = { X: int; Y: float }

type Animal(name: string) =
    member _.Name = name

type Cat() =
    inherit Animal "cat"

/// Registration is for the whole process: every test begins and ends with the defaults.
type FormattingTests() =
    do Formatter.ResetToDefault()

    let plain (value: obj) = value.ToDisplayString().Replace("\r", "")
    let html (value: obj) = value.ToDisplayString(HtmlFormatter.MimeType)

    interface IDisposable with
        member _.Dispose() = Formatter.ResetToDefault()

    [<Fact>]
    member _.``scalars are their invariant texts``() =
        Assert.Equal("1.5", plain 1.5)
        Assert.Equal("hello", plain "hello")
        Assert.Equal("<null>", (null: obj).ToDisplayString())
        Assert.Equal("True", plain true)

    [<Fact>]
    member _.``sequences of scalars stand in brackets and end at the limit``() =
        Assert.Equal("[ 1, 2, 3 ]", plain [| 1; 2; 3 |])
        Formatter.ListExpansionLimit <- 2
        Assert.Equal("[ 1, 2 ... (3 more) ]", plain [| 1; 2; 3; 4; 5 |])
        Assert.ThrowsAny<ArgumentException>(fun () -> Formatter.ListExpansionLimit <- -1) |> ignore

    [<Fact>]
    member _.``records show their members``() =
        let text = plain { X = 1; Y = 2.5 }
        Assert.Contains("X: 1", text)
        Assert.Contains("Y: 2.5", text)
        let page = html { X = 1; Y = 2.5 }
        Assert.Contains("X", page)
        Assert.Contains("2.5", page)

    [<Fact>]
    member _.``HTML of a text is escaped``() =
        Assert.Contains("a &lt; b", html "a < b")

    [<Fact>]
    member _.``a sequence of records is a table in HTML``() =
        let page = html [| { X = 1; Y = 2.5 }; { X = 3; Y = 4.5 } |]
        Assert.Contains("<table", page)
        Assert.Contains("4.5", page)

    [<Fact>]
    member _.``each way of registering is used for its type and MIME type``() =
        Formatter.Register<Point>(Func<Point, string>(fun p -> $"<b>{p.X}</b>"), HtmlFormatter.MimeType)
        Assert.Equal("<b>7</b>", html { X = 7; Y = 0. })
        Assert.Contains("Y: 0", plain { X = 7; Y = 0. })
        Formatter.Register<Point>(Action<Point, TextWriter>(fun p writer -> writer.Write $"at {p.X}"))
        Assert.Equal("at 7", plain { X = 7; Y = 0. })
        Formatter.Register(typeof<Version>, Action<obj, TextWriter>(fun v writer -> writer.Write $"v{v}"), PlainTextFormatter.MimeType)
        Assert.Equal("v1.2", plain (Version(1, 2)))
        Formatter.Register<Uri>(FormatDelegate<Uri>(fun uri context -> context.Writer.Write uri.Host; true))
        Assert.Equal("example.org", plain (Uri "https://example.org/x"))

    [<Fact>]
    member _.``the more derived type wins, then the later registration``() =
        Formatter.Register<Cat>(Func<Cat, string>(fun _ -> "a cat"))
        Formatter.Register<Animal>(Func<Animal, string>(fun _ -> "an animal"))
        Assert.Equal("a cat", plain (Cat()))
        Assert.Equal("an animal", plain (Animal "dog"))
        Formatter.Register<Cat>(Func<Cat, string>(fun _ -> "the cat"))
        Assert.Equal("the cat", plain (Cat()))
        Formatter.ResetToDefault()
        Assert.Contains("Name: cat", plain (Cat()))

    [<Fact>]
    member _.``preferred MIME types are the type's own, its base's, or the default``() =
        Assert.Equal<string list>([ "text/plain" ], List.ofSeq (Formatter.GetPreferredMimeTypesFor typeof<string>))
        Assert.Equal<string list>([ "text/html" ], List.ofSeq (Formatter.GetPreferredMimeTypesFor typeof<Cat>))
        Formatter.SetPreferredMimeTypesFor(typeof<Animal>, "text/plain", "text/html")
        Assert.Equal<string list>([ "text/plain"; "text/html" ], List.ofSeq (Formatter.GetPreferredMimeTypesFor typeof<Cat>))
        Assert.ThrowsAny<ArgumentException>(fun () -> Formatter.SetPreferredMimeTypesFor(typeof<Animal>)) |> ignore

    [<Fact>]
    member _.``a MIME type without a formatter is refused``() =
        Assert.ThrowsAny<ArgumentException>(fun () -> (Cat()).ToDisplayString "image/x-none" |> ignore) |> ignore
