using System.Diagnostics;
using System.Globalization;
using Harness.Data.Files;

namespace Harness.Backbones.Tests.HostileFiles;

/// <summary>
/// Whatever a file holds, its reader answers with what the file says or with a <see cref="BadFileException"/> of one line, and allocates
/// no more than the file's size times a small factor. More than 100,000 random mutations in all. A failure names a seed and a number;
/// HARNESS_HOSTILE_SEED takes another seed, HARNESS_HOSTILE_ONLY replays one number.
/// </summary>
public sealed class HostileFileTests(ITestOutputHelper output)
{
    private const int MutationsEach = 15_000;

    public static TheoryData<string> Readers => [.. HostileReaders.All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Mutations_are_read_or_refused(string name)
    {
        var reader = HostileReaders.All.Single(r => r.Name == name);
        var seed = Number("HARNESS_HOSTILE_SEED") ?? 1;
        var (first, count) = Number("HARNESS_HOSTILE_ONLY") is { } only ? (only, 1) : (0, MutationsEach);
        var (watch, read, worst) = (Stopwatch.StartNew(), 0, 0d);
        var path = Path.GetTempFileName();
        try
        {
            for (var n = first; n < first + count; n++)
            {
                var random = new Random(unchecked(seed * 1_000_003 + n));
                var file = reader.Damage(reader.Sound.Value[random.Next(reader.Sound.Value.Length)], random);
                File.WriteAllBytes(path, file);
                worst = Math.Max(
                    worst,
                    Attack(reader, path, file, $"{name}, HARNESS_HOSTILE_SEED={seed} HARNESS_HOSTILE_ONLY={n}", ref read)
                );
            }
        }
        finally
        {
            File.Delete(path);
        }
        output.WriteLine(
            $"{name}: seed {seed}, {count} files, {read} read, {count - read} refused, at most {worst:0} bytes, {watch.Elapsed.TotalSeconds:0.0} s"
        );
        Assert.True(count == 1 || read > 0 && read < count, $"{read} of {count} read: the mutations test nothing");
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Sound_files_are_read(string name)
    {
        var reader = HostileReaders.All.Single(r => r.Name == name);
        foreach (var file in reader.Sound.Value)
        {
            var path = Path.GetTempFileName();
            File.WriteAllBytes(path, file);
            reader.Read(path, file);
            File.Delete(path);
        }
    }

    /// <returns>Bytes allocated.</returns>
    private static long Attack(HostileReader reader, string path, byte[] file, string which, ref int read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tensors = 0L;
        try
        {
            tensors = reader.Read(path, file);
            read++;
        }
        catch (BadFileException e)
        {
            Assert.False(e.Message.Contains('\n') || e.Message.Length > 1000, $"{which}: not one line: {e.Message}");
        }
        catch (Exception e)
        {
            Assert.Fail($"{which}: {e}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before + tensors;
        Assert.True(
            allocated <= reader.Factor * (long)file.Length + HostileReader.Fixed,
            $"{which}: {allocated} bytes for a file of {file.Length}"
        );
        return allocated;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var n) ? n : null;
}
