using System.Buffers.Binary;
using System.Numerics;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints.Pickle;

namespace Harness.Backbones.Checkpoints.Torch;

/// <summary>
/// What torch.save has written since 1.6: a zip archive NAME/data.pkl, NAME/data/KEY for each storage, NAME/version.
/// </summary>
internal static class TorchZipLayout
{
    private const string Pickle = "/data.pkl";

    /// <summary>The object that the archive holds; its storages are placed.</summary>
    /// <exception cref="PickleException">The pickle is malformed or more than data.</exception>
    public static object? Read(MappedFile file)
    {
        var zip = new TorchZip(file);
        var pickles = zip
            .Names.Where(n => n.EndsWith(Pickle, StringComparison.Ordinal) && n.IndexOf('/') == n.Length - Pickle.Length)
            .ToList();
        if (pickles is not [var pickle])
            throw new CheckpointException(
                $"{file.Path}: a zip archive with {pickles.Count} files NAME{Pickle}; torch.save writes one."
            );
        var name = pickle[..^Pickle.Length];
        if (zip.TryGet(name + "/constants.pkl", out _))
            throw new CheckpointException(
                $"{file.Path}: a TorchScript program, not weights; save model.state_dict() with torch.save."
            );
        if (zip.TryGet(name + "/byteorder", out _) && !zip.Bytes(name + "/byteorder").SequenceEqual("little"u8))
            throw new CheckpointException($"{file.Path}: written on a big-endian machine, which is not supported.");
        return new PickleReader(zip.Bytes(pickle), new TorchNames(Place)).Read();

        TorchStorage Place(TorchStorage storage)
        {
            if (!zip.TryGet($"{name}/data/{storage.Key}", out var entry))
                throw new PickleException($"the storage '{storage.Key}' is not in the archive");
            if (entry.Bytes != storage.Bytes)
                throw new PickleException($"the storage '{storage.Key}' should have {storage.Bytes} bytes and has {entry.Bytes}");
            (storage.Begin, storage.Crc) = (entry.Begin, entry.Crc);
            return storage;
        }
    }
}

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
