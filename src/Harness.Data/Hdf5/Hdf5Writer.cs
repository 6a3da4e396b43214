namespace Harness.Data;

/// <summary>Writes an HDF5 file of groups with tables of numbers; the caller gives it a temporary name.</summary>
internal sealed unsafe class Hdf5Writer : IDisposable
{
    private readonly Hdf5Library library = Hdf5Library.Shared;
    private readonly string path;
    private readonly long id;

    public Hdf5Writer(string path)
    {
        this.path = path;
        lock (library.Gate)
            fixed (byte* name = Hdf5Library.Text(path)) id = library.FileCreate(name, 2, 0, library.Access);
        if (id < 0) throw new BadFileException($"{path}: cannot be written");
    }

    public void Group(string name)
    {
        lock (library.Gate)
            fixed (byte* text = Hdf5Library.Text(name))
            {
                var group = library.GroupCreate(id, text, 0, 0, 0);
                if (group < 0) throw Failed(name);
                library.GroupClose(group);
            }
    }

    public void Table(string name, float[] values, params long[] shape)
    {
        fixed (float* from = values) Write(name, library.Float, from, shape);
    }

    public void Table(string name, long[] values, params long[] shape)
    {
        fixed (long* from = values) Write(name, library.Int64, from, shape);
    }

    public void Dispose()
    {
        lock (library.Gate) library.FileClose(id);
    }

    private void Write(string name, long type, void* values, long[] shape)
    {
        lock (library.Gate)
            fixed (byte* text = Hdf5Library.Text(name))
            fixed (ulong* sizes = shape.Select(s => (ulong)s).Append(0UL).ToArray())
            {
                var space = library.SpaceCreate(shape.Length, sizes, null);
                var data = library.DataCreate(id, text, type, space, 0, 0, 0);
                var status = data < 0 ? -1 : library.DataWrite(data, type, 0, 0, 0, values);
                if (data >= 0) library.DataClose(data);
                library.SpaceClose(space);
                if (status < 0) throw Failed(name);
            }
    }

    private BadFileException Failed(string name) => new($"{path}: '{name}' cannot be written; is the disk full, or the name there already?");
}
