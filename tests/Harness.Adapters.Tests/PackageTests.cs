using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Tests.Shared;

namespace Harness.Adapters.Tests;

/// <summary>
/// The packages as a stranger meets them: packed, put into a folder that serves as a feed, and used by the samples, which stand outside the solution. A
/// restore of their own keeps the packages of this machine as they are.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string Root = RepositoryRoot.Above(AppContext.BaseDirectory)!;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_packages_hold_what_they_should_and_the_samples_run_on_them()
    {
        Needs.Packages(KnownPackages.EmojiGoogle, KnownPackages.EmojiTwitter, KnownPackages.CldrAnnotations);
        Directory.CreateDirectory(folder["samples"]);
        CopySamples();
        foreach (var project in new[] { "src/Harness.Adapters", "fsharp/Harness.Laws" })
            await Run(Root, "dotnet", "pack", project, "-c", "Release", "-v", "q", "-o", folder["samples/packages"]);

        Assert.Equal(["TorchSharp"], Packed("Harness.Adapters", ["Harness.Adapters.dll", "Harness.Data.Files.dll"]));
        Assert.Equal(
            ["FSharp.Core", "FsCheck", "Harness.Adapters", "TorchSharp"],
            Packed("Harness.Laws", ["Harness.Laws.dll"]).Order(StringComparer.Ordinal)
        );

        var packages = Path.GetDirectoryName(PackageCache.Default().PathOf(KnownPackages.EmojiGoogle))!;
        foreach (var sample in new[] { "Vision", "Language" })
        {
            await Run(folder["samples"], "dotnet", "build", sample, "-c", "Release", "-v", "q", "-o", folder[sample]);
            var program = Path.Combine(folder[sample], sample + ".dll");
            var trained = await Run(folder.Path, "dotnet", program, "train", packages, folder["adapters"]);
            Assert.Equal(3, trained.Split('\n').Count(l => l.StartsWith("trainable params:", StringComparison.Ordinal)));
            var used = await Run(folder.Path, "dotnet", program, "use", packages, folder["adapters"]);
            Assert.Equal(3, used.Split('\n').Count(l => l.EndsWith("read back, same answers", StringComparison.Ordinal)));
            Assert.Contains("lora: merged, same answers", used);
            Assert.Equal(
                sample == "Vision"
                    ? Keys(
                        "conv2.lora_A.weight",
                        "conv2.lora_B.weight",
                        "conv3.lora_A.weight",
                        "conv3.lora_B.weight",
                        "dense.lora_A.weight",
                        "dense.lora_B.weight"
                    )
                    : Keys(
                        "blocks.0.query.lora_A.weight",
                        "blocks.0.query.lora_B.weight",
                        "blocks.0.value.lora_A.weight",
                        "blocks.0.value.lora_B.weight",
                        "blocks.1.query.lora_A.weight",
                        "blocks.1.query.lora_B.weight",
                        "blocks.1.value.lora_A.weight",
                        "blocks.1.value.lora_B.weight",
                        "chars.lora_embedding_A",
                        "chars.lora_embedding_B"
                    ),
                Saved(folder["adapters/lora"])
            );
        }
        Assert.Contains(
            "17 laws hold",
            await Run(folder.Path, "dotnet", Path.Combine(folder["Language"], "Language.dll"), "laws")
        );
    }

    private static IEnumerable<string> Keys(params string[] names) => names.Select(n => "base_model.model." + n);

    private static IEnumerable<string> Saved(string adapter)
    {
        using var file = Harness.Adapters.Saving.Safetensors.SafetensorsFile.Open(
            Path.Combine(adapter, "adapter_model.safetensors")
        );
        return [.. file.Entries.Select(e => e.Name).Order(StringComparer.Ordinal)];
    }

    // Everything but what an earlier build left there; the build of the repository lends its libtorch.
    private void CopySamples()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "samples"), "*.*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Path.Combine(Root, "samples"), file);
            if (name.Split('/').Any(part => part is "bin" or "obj" or "packages"))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(folder["samples/" + name])!);
            File.WriteAllText(
                folder["samples/" + name],
                File.ReadAllText(file).Replace("$(MSBuildThisFileDirectory)../", Root + "/")
            );
        }
    }

    /// <returns>Names of the packages that it depends on.</returns>
    private IEnumerable<string> Packed(string name, string[] assemblies)
    {
        var file = Assert.Single(Directory.GetFiles(folder["samples/packages"], name + ".*.nupkg"));
        Assert.True(File.Exists(Path.ChangeExtension(file, ".snupkg")));
        using var package = ZipFile.OpenRead(file);
        var names = package.Entries.Select(e => e.FullName).ToList();
        Assert.Contains("README.md", names);
        Assert.Contains("LICENSE", names);
        Assert.Contains($"lib/net10.0/{name}.xml", names);
        Assert.Equal(
            assemblies.Select(a => "lib/net10.0/" + a),
            names.Where(n => n.EndsWith(".dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
        foreach (var assembly in assemblies)
        {
            using var bytes = new MemoryStream();
            package.GetEntry("lib/net10.0/" + assembly)!.Open().CopyTo(bytes);
            bytes.Position = 0;
            using var portable = new PEReader(bytes);
            // For every machine, and the same bytes from the same sources.
            Assert.Equal(Machine.I386, portable.PEHeaders.CoffHeader.Machine);
            Assert.Contains(portable.ReadDebugDirectory(), e => e.Type == DebugDirectoryEntryType.Reproducible);
        }
        using var text = package.GetEntry(name + ".nuspec")!.Open();
        var metadata = XDocument.Load(text).Descendants().ToList();
        Assert.Contains(metadata, e => e.Name.LocalName == "repository" && e.Attribute("commit") is not null);
        return [.. metadata.Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)];
    }

    private async Task<string> Run(string at, string program, params string[] arguments)
    {
        var own = program == "dotnet" && arguments[0] == "build";
        IEnumerable<string> all = own
            ? [.. arguments, $"-p:RestorePackagesPath={folder["cache"]}", $"-p:RestoreFallbackFolders={Installed()}"]
            : arguments;
        var ended = await ExternalProgram.Run(program, all, at, TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        Assert.True(ended.Code == 0, $"{string.Join(' ', all)}: {ended.Output} {ended.Errors}");
        return ended.Output;
    }

    private static string Installed() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
