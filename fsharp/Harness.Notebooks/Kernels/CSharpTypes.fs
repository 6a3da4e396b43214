namespace Harness.Notebooks.Kernels

open System
open System.Collections.Generic
open System.IO
open System.Text
open System.Threading
open Microsoft.CodeAnalysis
open Microsoft.CodeAnalysis.CSharp
open Microsoft.CodeAnalysis.CSharp.Syntax
open Microsoft.CodeAnalysis.Text

/// A C# cell in its two parts. Each has as many lines and columns as the cell, so that messages point at the right place.
type CSharpParts =
    {
        /// Usings and type declarations; compiled to a library of its own.
        Library: string
        /// Where the usings of the library end.
        UsingsEnd: int
        /// Everything but the type declarations; run as a script.
        Script: string
        /// Names, and whether they have type parameters.
        Types: (string * bool) list
    }

/// The rule by which a C# class reaches the next F# cell: classes, records, structs, interfaces, enums and delegates at the
/// top level of a C# cell are compiled first, into an assembly on disk that both languages then reference. It follows
/// that such a type cannot see the variables of its cell, and that statements of the same cell can already use it.
[<RequireQualifiedAccess>]
module CSharpTypes =

    let private parse (kind: SourceCodeKind) (source: string) =
        CSharpSyntaxTree.ParseText(source, CSharpParseOptions(LanguageVersion.Latest, kind = kind))

    // Everything outside the spans to keep becomes blank; line feeds stay.
    let private blankExcept (spans: TextSpan list) (source: string) =
        let kept = HashSet(spans |> Seq.collect (fun span -> seq { span.Start .. span.End - 1 }))
        let text = StringBuilder(source)
        for i in 0 .. source.Length - 1 do
            if source[i] <> '\n' && not (kept.Contains i) then
                text[i] <- ' '
        text.ToString()

    let private typeName (node: MemberDeclarationSyntax) =
        match node with
        | :? TypeDeclarationSyntax as declared -> Some(declared.Identifier.Text, not (isNull declared.TypeParameterList))
        | :? BaseTypeDeclarationSyntax as declared -> Some(declared.Identifier.Text, false)
        | :? DelegateDeclarationSyntax as declared -> Some(declared.Identifier.Text, not (isNull declared.TypeParameterList))
        | _ -> None

    let split (source: string) : CSharpParts =
        let root = (parse SourceCodeKind.Script source).GetCompilationUnitRoot()
        let types = root.Members |> Seq.filter (fun node -> (typeName node).IsSome) |> List.ofSeq
        let typeSpans = types |> List.map (fun node -> node.Span)
        let usings = root.Usings |> Seq.map (fun node -> node.Span) |> List.ofSeq
        let whole = TextSpan(0, source.Length)
        let inType (at: int) = typeSpans |> List.exists (fun span -> span.Contains at)
        let outside =
            [ for at in whole.Start .. whole.End - 1 do
                  if not (inType at) then
                      TextSpan(at, 1) ]
        { Library = if types.IsEmpty then "" else blankExcept (usings @ typeSpans) source
          UsingsEnd = usings |> List.map _.End |> List.fold max 0
          Script = blankExcept outside source
          Types = types |> List.choose typeName }

    // Line and column as in the cell.
    let private describe (diagnostic: Diagnostic) : string =
        let start = diagnostic.Location.GetMappedLineSpan().StartLinePosition
        $"({start.Line + 1},{start.Character + 1}): error {diagnostic.Id}: {diagnostic.GetMessage()}"

    // A namespace statement after the usings; #line and the blanks keep the places of everything that follows.
    let private inNamespace (space: string) (parts: CSharpParts) =
        let before, after = parts.Library.Substring(0, parts.UsingsEnd), parts.Library.Substring parts.UsingsEnd
        let line = before |> Seq.filter ((=) '\n') |> Seq.length
        let column = before.Length - (before.LastIndexOf '\n' + 1)
        $"{before}\nnamespace {space};\n#line {line + 1} \"cell\"\n{String(' ', column)}{after}"

    /// Compiles the types into a namespace of their own, to `path`; `imports` are namespaces opened for them.
    let compile
        (path: string)
        (space: string)
        (imports: string seq)
        (references: MetadataReference seq)
        (parts: CSharpParts)
        : Result<unit, CellError> =
        let globalUsings = imports |> Seq.map (fun name -> $"global using {name};") |> String.concat " "
        let options =
            CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions = NullableContextOptions.Enable,
                deterministic = true
            )
        let trees = [ parse SourceCodeKind.Regular globalUsings; parse SourceCodeKind.Regular (inNamespace space parts) ]
        let compilation = CSharpCompilation.Create(string (Path.GetFileNameWithoutExtension path), trees, references, options)
        let result =
            use file = File.Create path
            compilation.Emit(file, cancellationToken = CancellationToken.None)
        if result.Success then
            Ok()
        else
            result.Diagnostics
            |> Seq.filter (fun found -> found.Severity = DiagnosticSeverity.Error)
            |> Seq.map describe
            |> List.ofSeq
            |> CellError.ofDiagnostics
            |> Error
