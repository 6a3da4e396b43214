using System.Buffers.Binary;
using System.Numerics;

namespace Harness.Backbones;

/// <summary>
/// What torch.save wrote before 1.6: five pickles (a number that marks the format, its version, a description of the machine, the object, the
/// keys of its storages), then for each key the number of elements and the elements.
/// </summary>
internal static class TorchLegacyLayout
{
    private const long Version = 1001;

    private static readonly BigInteger mark = BigInteger.Parse(
        "119547037146038801333356",
        System.Globalization.CultureInfo.InvariantCulture
    );

    /// <summary>The object that the archive holds; its storages are placed.</summary>
    /// <exception cref="PickleException">A pickle is malformed or more than data.</exception>
    public static object? Read(MappedFile file)
    {
        var names = new TorchNames(storage => storage);
        var pickles = new PickleReader(file.Bytes(0, Math.Min(file.Length, int.MaxValue)), names);
        if (pickles.Read() is not BigInteger first || first != mark)
            throw new PickleException("a pickle that torch.save did not write");
        if (pickles.Read() is not Version)
            throw new PickleException($"the format's version is not {Version}");
        if (pickles.Read() is not PickleDictionary machine || machine.Items.Any(i => i is ("little_endian", not true)))
            throw new PickleException("written on a big-endian machine, which is not supported");
        var root = pickles.Read();
        if (pickles.Read() is not PickleList keys)
            throw new PickleException("no list of storages");
        var at = (long)pickles.Position;
        foreach (var key in keys.Items)
            at = Place(file, names, key as string ?? "", at);
        if (names.Storages.Values.FirstOrDefault(s => s.Begin < 0) is { } absent)
            throw new PickleException($"the storage '{absent.Key}' is not in the file");
        if (at != file.Length)
            throw new CheckpointException($"{file.Path}: {file.Length - at} bytes follow the last storage; the file is damaged.");
        return root;
    }

    private static long Place(MappedFile file, TorchNames names, string key, long at)
    {
        if (!names.Storages.TryGetValue(key, out var storage) || storage.Begin >= 0)
            throw new PickleException($"the storage '{key}' is listed twice or used nowhere");
        var elements = BinaryPrimitives.ReadInt64LittleEndian(file.Bytes(at, 8));
        if (elements != storage.Elements)
            throw new PickleException($"the storage '{key}' should have {storage.Elements} elements and has {elements}");
        storage.Begin = at + 8;
        if (storage.Bytes > file.Length - storage.Begin)
            throw new CheckpointException(
                $"{file.Path}: the storage '{key}' needs {storage.Bytes} bytes at byte {storage.Begin} of {file.Length}; the file is truncated."
            );
        return storage.Begin + storage.Bytes;
    }
}
