using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class cuda
    {
        private static readonly Lazy<bool> Available = new(() => ts_cuda_available() != 0);

        public static bool is_available() => Available.Value;
        public static bool is_cudnn_available() => ts_cudnn_available() != 0;
        public static int device_count() => ts_cuda_device_count();

        /// <summary>Seeds the current CUDA device's default generator; nothing happens without CUDA.</summary>
        public static void manual_seed(long seed)
        {
            if (is_available())
                Check(ts_cuda_manual_seed((ulong)seed, 0));
        }

        public static void manual_seed_all(long seed)
        {
            if (is_available())
                Check(ts_cuda_manual_seed((ulong)seed, 1));
        }

        /// <summary>Waits for all work on a CUDA device.</summary>
        public static void synchronize(Device? device = null) => Check(ts_cuda_synchronize(device?.index ?? -1));
    }

    public static bool cuda_is_available() => cuda.is_available();
    public static bool mps_is_available() => false;
}
