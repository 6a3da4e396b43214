using System.Reflection;

namespace Harness.Cli;

/// <summary>The package flavour that this program was built with.</summary>
internal static class Flavour
{
    public static string Name { get; } =
        typeof(Flavour).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "HarnessPackages").Value!;
}
