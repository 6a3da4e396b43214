using Harness.Data.Files;

namespace Harness.Runs.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = RepositoryRoot.Above(AppContext.BaseDirectory)!;
}
