namespace Harness.Notebooks

// Referencing the assembly brings `show` and `export` into scope in a script or notebook, without an `open`.
[<assembly: AutoOpen("Harness.Notebooks.InCell")>]
[<assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Harness.Notebooks.Tests")>]
do ()
