// What harness.fsx is for F#, for C# cells of a notebook in dotnet-interactive or dotnet-repl: `#load "../fsharp/scripts/harness.csx"`.
// The harness's own kernels need no such line: there the assemblies are referenced from the start.
#load "bin/references.csx"

using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

if (!$"{AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")}".Contains("/Harness.Notebooks.dll"))
{
    AssemblyLoadContext.Default.Resolving += (context, name) =>
        Path.Combine(harnessBuild, name.Name + ".dll") is var path && File.Exists(path)
            ? context.LoadFromAssemblyPath(path)
            : null;
    foreach (var name in new[] { "libtorch_global_deps.so", "libLibTorchSharp.so" })
        if (File.Exists(Path.Combine(harnessBuild, name)))
            NativeLibrary.Load(Path.Combine(harnessBuild, name));
}
