namespace Harness.Backbones;

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
