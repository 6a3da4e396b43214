using System.Text;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes one tensor as libtorch's own archive.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The file cannot be written.</exception>
    public static unsafe void save(Tensor t, string location)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(location + "\0"))
            Check(ts_save(t.Handle, path));
        GC.KeepAlive(t);
    }

    /// <summary>Reads a tensor that <see cref="save"/> wrote.</summary>
    public static unsafe Tensor load(string location)
    {
        nint result;
        fixed (byte* path = Encoding.UTF8.GetBytes(location + "\0"))
            Check(ts_load(path, &result));
        return new Tensor(result);
    }
}
