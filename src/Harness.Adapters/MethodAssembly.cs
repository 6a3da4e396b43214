using System.Reflection;
using System.Runtime.Loader;

namespace Harness.Adapters;

/// <summary>Methods of an assembly that is not part of the harness.</summary>
internal static class MethodAssembly
{
    /// <summary>Name and type of each method, by name.</summary>
    /// <exception cref="ArgumentException">See <see cref="PeftMethods.Load"/>.</exception>
    public static IReadOnlyList<(string Name, Type Type)> Methods(string path)
    {
        try
        {
            var assembly = Loaded(Path.GetFullPath(path));
            (string Name, Type Type)[] methods =
            [
                .. assembly
                    .GetExportedTypes()
                    .Where(t =>
                        t.IsSubclassOf(typeof(PeftMethod)) && !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null
                    )
                    .Select(t => (((PeftMethod)Activator.CreateInstance(t)!).Name, t))
                    .OrderBy(m => m.Name, StringComparer.Ordinal),
            ];
            return methods.Length > 0
                ? methods
                : throw new ArgumentException(
                    $"{path} holds no method: a public record that derives from PeftMethod and has a constructor without parameters."
                );
        }
        catch (TargetInvocationException e)
        {
            throw new ArgumentException($"{path}: a method cannot be made: {e.InnerException!.Message}", e);
        }
        catch (FileNotFoundException e) when (!File.Exists(path))
        {
            throw new ArgumentException($"there is no file {path}.", e);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException)
        {
            throw new ArgumentException(
                $"{path} is not an assembly that fits this harness: {e.Message.ReplaceLineEndings(" ")}",
                e
            );
        }
    }

    private static Assembly Loaded(string file)
    {
        if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => !a.IsDynamic && a.Location == file) is { } known)
            return known;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(Path.GetDirectoryName(file)!, name.Name + ".dll") is var beside && File.Exists(beside)
                ? context.LoadFromAssemblyPath(beside)
                : null;
        return assembly;
    }
}
