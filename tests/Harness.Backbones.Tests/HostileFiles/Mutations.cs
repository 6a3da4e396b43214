namespace Harness.Backbones.Tests.HostileFiles;

/// <summary>Damages files: changed, lost, added, repeated and moved bytes, numbers at the edge of their range, sudden ends.</summary>
internal static class Mutations
{
    private static readonly long[] edges =
    [
        0,
        1,
        -1,
        int.MaxValue,
        int.MinValue,
        uint.MaxValue,
        long.MaxValue,
        long.MinValue,
        1L << 32,
        0x7F,
        0x80,
        0xFFFF,
    ];

    public static byte[] Of(byte[] sound, Random random)
    {
        var file = new List<byte>(sound);
        for (var i = random.Next(1, 5); i > 0 && file.Count > 0; i--)
        {
            // Headers come first: damage there reaches furthest.
            var at = random.Next(random.Next(2) == 0 ? file.Count : Math.Min(file.Count, 200));
            var run = Math.Min(file.Count - at, random.Next(1, 17));
            switch (random.Next(9))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    file.RemoveRange(at, run);
                    break;
                case 3:
                    file.InsertRange(at, Enumerable.Range(0, run).Select(_ => (byte)random.Next(256)).ToList());
                    break;
                case 4:
                    file.InsertRange(at, file.GetRange(at, run));
                    break;
                case 5:
                    Write(file, at, BitConverter.GetBytes(edges[random.Next(edges.Length)]).AsSpan(0, 1 << random.Next(4)));
                    break;
                case 6:
                    Write(file, at, [.. file.GetRange(random.Next(file.Count - run + 1), run)]);
                    break;
                case 7:
                    file[at] = (byte)(file[at] + random.Next(-2, 3));
                    break;
                default:
                    if (random.Next(6) == 0)
                        file.RemoveRange(at, file.Count - at);
                    break;
            }
        }
        return [.. file];
    }

    private static void Write(List<byte> file, int at, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && at + i < file.Count; i++)
            file[at + i] = bytes[i];
    }
}
