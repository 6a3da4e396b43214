using System.Runtime.InteropServices;
using System.Text;
using Harness.Data.Files;

namespace Harness.Data.Hdf5;

/// <summary>
/// The functions of the system's libhdf5 (1.10 or later) that are used here, by their C names. They are called on
/// <see cref="Hdf5Thread"/> only.
/// </summary>
internal sealed class Hdf5Library
{
    private static readonly SystemLibrary system = new(
        "HDF5 files",
        "libhdf5-103-1 (Debian 12) or libhdf5-310 (Debian 13)",
        "libhdf5_serial.so.103",
        "libhdf5.so.103",
        "libhdf5_serial.so.310",
        "libhdf5.so.310",
        "libhdf5.so.200",
        "libhdf5_serial.so",
        "libhdf5.so",
        "libhdf5.dylib"
    );

    private static readonly Lazy<Hdf5Library> shared = new(() => new Hdf5Library());

    private Hdf5Library()
    {
        // It would clean up as the process ends, and wait for its own lock, which a call without end holds. Files are closed before.
        system.Function<Nothing>("H5dont_atexit")();
        system.Function<Nothing>("H5open")();
        // Errors are reported by return values; without this the library prints its own story. Holds for this thread.
        system.Function<Silence>("H5Eset_auto2")(0, 0, 0);
        (FileOpen, FileCreate, FileClose) = (
            system.Function<OpenAt>("H5Fopen"),
            system.Function<Create>("H5Fcreate"),
            system.Function<Close>("H5Fclose")
        );
        (LinkExists, Iterate) = (
            system.Function<Exists>("H5Lexists"),
            system.Function<IterateLinks>("H5Literate", "H5Literate1")
        );
        (GroupCreate, GroupClose) = (system.Function<CreateGroup>("H5Gcreate2"), system.Function<Close>("H5Gclose"));
        (DataOpen, DataCreate, DataClose) = (
            system.Function<OpenData>("H5Dopen2"),
            system.Function<CreateData>("H5Dcreate2"),
            system.Function<Close>("H5Dclose")
        );
        (DataSpace, DataType) = (system.Function<Part>("H5Dget_space"), system.Function<Part>("H5Dget_type"));
        (DataRead, DataWrite) = (system.Function<Transfer>("H5Dread"), system.Function<Transfer>("H5Dwrite"));
        (TypeClass, TypeClose) = (system.Function<Number>("H5Tget_class"), system.Function<Close>("H5Tclose"));
        TypeEqual = system.Function<Compare>("H5Tequal");
        (SpaceRank, SpaceSizes, SpaceClose) = (
            system.Function<Number>("H5Sget_simple_extent_ndims"),
            system.Function<Sizes>("H5Sget_simple_extent_dims"),
            system.Function<Close>("H5Sclose")
        );
        SpaceCreate = system.Function<CreateSpace>("H5Screate_simple");
        (Float, Int64, Half) = (Id("H5T_NATIVE_FLOAT_g"), Id("H5T_NATIVE_INT64_g"), HalfType());
        Access = Unlocked();
    }

    public delegate int Nothing();

    public delegate int Silence(long stack, nint function, nint data);

    public unsafe delegate long OpenAt(byte* name, uint flags, long properties);

    public unsafe delegate long Create(byte* name, uint flags, long creation, long access);

    public unsafe delegate int Exists(long place, byte* name, long properties);

    public delegate int Visit(long group, nint name, nint info, nint data);

    public unsafe delegate int IterateLinks(long group, int index, int order, ulong* from, Visit visit, nint data);

    public unsafe delegate long CreateGroup(long place, byte* name, long links, long creation, long access);

    public unsafe delegate long OpenData(long place, byte* name, long properties);

    public unsafe delegate long CreateData(long place, byte* name, long type, long space, long links, long creation, long access);

    public unsafe delegate int Transfer(
        long data,
        long memoryType,
        long memorySpace,
        long fileSpace,
        long properties,
        void* buffer
    );

    public unsafe delegate int Sizes(long space, ulong* sizes, ulong* most);

    public unsafe delegate long CreateSpace(int rank, ulong* sizes, ulong* most);

    public delegate int Compare(long one, long other);

    public delegate int SetFields(long type, nuint sign, nuint exponent, nuint exponentBits, nuint mantissa, nuint mantissaBits);

    public delegate int SetSize(long type, nuint size);

    public delegate int Locking(long access, byte use, byte ignoreWhenDisabled);

    public delegate int Close(long id);

    public delegate int Number(long id);

    public delegate long Part(long id);

    /// <summary>The library, loaded and made silent once.</summary>
    /// <exception cref="UserErrorException">It is not installed; exit code 3.</exception>
    public static Hdf5Library Shared => shared.Value;

    public static string Name => system.Name;

    public OpenAt FileOpen { get; }

    public Create FileCreate { get; }

    public Close FileClose { get; }

    public Exists LinkExists { get; }

    public IterateLinks Iterate { get; }

    public CreateGroup GroupCreate { get; }

    public Close GroupClose { get; }

    public OpenData DataOpen { get; }

    public CreateData DataCreate { get; }

    public Close DataClose { get; }

    public Part DataSpace { get; }

    public Part DataType { get; }

    public Transfer DataRead { get; }

    public Transfer DataWrite { get; }

    public Number TypeClass { get; }

    public Compare TypeEqual { get; }

    public Close TypeClose { get; }

    public Number SpaceRank { get; }

    public Sizes SpaceSizes { get; }

    public Close SpaceClose { get; }

    public CreateSpace SpaceCreate { get; }

    /// <summary>Types of numbers in memory.</summary>
    public long Float { get; }

    public long Int64 { get; }

    public long Half { get; }

    /// <summary>How files are opened and created: without a lock.</summary>
    public long Access { get; }

    /// <summary>A name as C wants it.</summary>
    public static byte[] Text(string name) => [.. Encoding.UTF8.GetBytes(name), 0];

    // Half precision, lower byte first: the library has no such type of its own.
    private static long HalfType()
    {
        var type = system.Function<Part>("H5Tcopy")(Id("H5T_IEEE_F32LE_g"));
        system.Function<SetFields>("H5Tset_fields")(type, 15, 10, 5, 0, 10);
        system.Function<SetSize>("H5Tset_size")(type, 2);
        system.Function<SetSize>("H5Tset_ebias")(type, 15);
        return type;
    }

    // Network file systems refuse locks, and a process that is started while a file is open for writing holds its lock on. Before 1.10.7 it cannot be helped.
    private static long Unlocked()
    {
        if (!system.Has("H5Pset_file_locking"))
            return 0;
        var access = system.Function<Part>("H5Pcreate")(Id("H5P_CLS_FILE_ACCESS_ID_g"));
        system.Function<Locking>("H5Pset_file_locking")(access, 0, 1);
        return access;
    }

    private static long Id(string variable) => Marshal.ReadInt64(system.Variable(variable));
}
