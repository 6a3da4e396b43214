using Harness.Data.Files;

namespace Harness.Data.Hdf5;

/// <summary>Writes an HDF5 file of groups with tables of numbers; the caller gives it a temporary name.</summary>
internal sealed unsafe class Hdf5Writer : IDisposable
{
    private readonly Hdf5Library library;
    private readonly string path;
    private readonly long id;

    public Hdf5Writer(string path)
    {
        this.path = path;
        (library, id) = Hdf5Thread.Shared.Call(
            path,
            () =>
            {
                var library = Hdf5Library.Shared;
                fixed (byte* name = Hdf5Library.Text(path))
                    return (library, library.FileCreate(name, 2, 0, library.Access));
            }
        );
        if (id < 0)
            throw new BadFileException($"{path}: cannot be written");
    }

    public void Group(string name) =>
        Do(
            name,
            text =>
            {
                var group = library.GroupCreate(id, text, 0, 0, 0);
                return group < 0 ? -1 : library.GroupClose(group);
            }
        );

    public void Table(string name, float[] values, params long[] shape) =>
        Do(
            name,
            text =>
            {
                fixed (float* from = values)
                    return Write(text, library.Float, from, shape);
            }
        );

    public void Table(string name, long[] values, params long[] shape) =>
        Do(
            name,
            text =>
            {
                fixed (long* from = values)
                    return Write(text, library.Int64, from, shape);
            }
        );

    public void Dispose() => Hdf5Thread.Shared.Close(path, () => library.FileClose(id));

    private delegate int Step(byte* name);

    private void Do(string name, Step step) =>
        Hdf5Thread.Shared.Call(
            path,
            () =>
            {
                fixed (byte* text = Hdf5Library.Text(name))
                    return step(text) >= 0
                        ? 0
                        : throw new BadFileException(
                            $"{path}: '{name}' cannot be written; is the disk full, or the name there already?"
                        );
            }
        );

    private int Write(byte* name, long type, void* values, long[] shape)
    {
        fixed (ulong* sizes = shape.Select(s => (ulong)s).Append(0UL).ToArray())
        {
            var space = library.SpaceCreate(shape.Length, sizes, null);
            var data = library.DataCreate(id, name, type, space, 0, 0, 0);
            var status = data < 0 ? -1 : library.DataWrite(data, type, 0, 0, 0, values);
            if (data >= 0)
                library.DataClose(data);
            library.SpaceClose(space);
            return status;
        }
    }
}
