using System.Runtime.InteropServices;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch in use.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)ts_version())!;

    /// <summary>Threads that one operator may use.</summary>
    public static int get_num_threads() => ts_num_threads();
    public static void set_num_threads(int num) => Check(ts_set_num_threads(num));

    /// <summary>Threads that run operators side by side; can be set once, before the first such work.</summary>
    public static int get_num_interop_threads() => ts_num_interop_threads();
    public static void set_num_interop_threads(int num) => Check(ts_set_num_interop_threads(num));
}
