using Harness.Data.Files;
using Harness.Data.Hdf5;
using Harness.Data.Regions;

namespace Harness.Backbones.Regions;

/// <summary>Files of region features in either layout, and the way from one to the other.</summary>
public static class RegionFiles
{
    private static readonly string[] hdf5 = [".h5", ".hdf5"];

    /// <summary>Opens a file by its content; one named .h5 or .hdf5 may begin with a block of its user's.</summary>
    /// <exception cref="BadFileException">Neither layout, damaged or truncated.</exception>
    /// <exception cref="UserErrorException">An HDF5 file, and libhdf5 is missing; exit code 3.</exception>
    public static IRegionFile Open(string path)
    {
        var start = new byte[8];
        try
        {
            using var file = File.OpenRead(path);
            file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path}: cannot be read ({e.Message})", e);
        }
        return Hdf5Superblock.Recognises(start) || hdf5.Contains(Path.GetExtension(path))
            ? new Hdf5RegionFile(path)
            : new SafetensorsRegionFile(path);
    }

    /// <summary>Copies every picture into another file, whose ending decides the layout: <c>.safetensors</c>, or <c>.h5</c> and <c>.hdf5</c>.</summary>
    /// <param name="half">Features in half precision (safetensors only).</param>
    /// <returns>Number of pictures, and the size of the first one's features.</returns>
    /// <exception cref="UserErrorException">Another ending, or half precision in HDF5 (2); a file cannot be read or written (3).</exception>
    public static (int Pictures, int Regions, int Width) Convert(
        string from,
        string to,
        bool half = false,
        IProgress<double>? progress = null
    )
    {
        var ending = Path.GetExtension(to);
        if (ending != ".safetensors" && !hdf5.Contains(ending))
            throw new UserErrorException(
                $"{to}: the ending decides the layout; it must be .safetensors, {string.Join(" or ", hdf5)}",
                UserErrorException.BadUsage
            );
        if (half && ending != ".safetensors")
            throw new UserErrorException(
                "half precision is for .safetensors only; the papers' code reads single precision from HDF5",
                UserErrorException.BadUsage
            );
        using var source = Open(from);
        if (source.Ids.Count == 0)
            throw new BadFileException($"{from}: holds no pictures");
        if (ending == ".safetensors")
            SafetensorsRegionFile.Write(to, source, half, progress);
        else
            Hdf5RegionFile.Write(to, source, progress);
        var first = source.Read(source.Ids[0]);
        return (source.Ids.Count, first.Count, first.FeatureWidth);
    }
}
