using System.Runtime.InteropServices;
using Harness.Data.Files;

namespace Harness.Data.Hdf5;

/// <summary>
/// A shared library of the system that the harness can do without: looked for when first used, and missed with a message that says what
/// to install.
/// </summary>
/// <param name="what">What it is for, as the beginning of a sentence: "JPEG pictures".</param>
/// <param name="package">Debian's name of the package.</param>
/// <param name="names">File names to try, the preferred one first.</param>
internal sealed class SystemLibrary(string what, string package, params string[] names)
{
    private readonly Lazy<(string Name, nint Handle)> loaded = new(() => Load(names));

    /// <summary>File name of the library that was loaded; empty where there is none.</summary>
    public string Name => loaded.Value.Name;

    public bool IsThere => loaded.Value.Handle != 0;

    /// <summary>Whether the library is there and has such a function or variable: older ones lack some.</summary>
    public bool Has(string export) => IsThere && NativeLibrary.TryGetExport(loaded.Value.Handle, export, out _);

    /// <summary>A function of the library.</summary>
    /// <exception cref="UserErrorException">The library or the function is missing; exit code 3.</exception>
    public T Function<T>(params string[] exports)
        where T : Delegate
    {
        foreach (var export in exports)
            if (IsThere && NativeLibrary.TryGetExport(loaded.Value.Handle, export, out var address))
                return Marshal.GetDelegateForFunctionPointer<T>(address);
        throw Missing(IsThere ? $"; {Name} has no {exports[0]}" : "");
    }

    /// <summary>The address of a variable of the library.</summary>
    /// <exception cref="UserErrorException">The library or the variable is missing; exit code 3.</exception>
    public nint Variable(string export) =>
        IsThere && NativeLibrary.TryGetExport(loaded.Value.Handle, export, out var address)
            ? address
            : throw Missing($"; there is no {export}");

    private UserErrorException Missing(string detail) =>
        new(
            $"{what} need the system library {names[0]}{detail}; on Debian or Ubuntu: apt-get install {package}",
            UserErrorException.Missing
        );

    private static (string, nint) Load(string[] names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out var handle))
                return (name, handle);
        return ("", 0);
    }
}
