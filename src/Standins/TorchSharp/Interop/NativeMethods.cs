using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
[module: SkipLocalsInit]

namespace TorchSharp.Interop;

/// <summary>The exports of native/LibTorchSharp.cpp. Tensor handles are owned c10::TensorImpl pointers.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "LibTorchSharp";

    [DllImport(Library)] internal static extern byte* ts_error();
    [DllImport(Library)] internal static extern byte* ts_version();
    [DllImport(Library)] internal static extern nint ts_find(byte* name, byte* overload);
    [DllImport(Library)] internal static extern int ts_call(nint op, NativeValue* args, int count, NativeValue* results, int capacity);
    [DllImport(Library)] internal static extern void ts_free_handles(nint handles);

    [DllImport(Library)] internal static extern void ts_release(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern nint ts_share(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long ts_dim(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long ts_numel(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long ts_element_size(nint tensor);
    [DllImport(Library)] internal static extern long ts_storage_offset(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_dtype(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_device_type(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_device_index(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_sizes(nint tensor, long* sizes);
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_strides(nint tensor, long* strides);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_is_contiguous(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_is_sparse(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_requires_grad(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_is_leaf(nint tensor);
    [DllImport(Library)] internal static extern int ts_data(nint tensor, void** data);
    [DllImport(Library)] internal static extern int ts_set_requires_grad(nint tensor, int on);
    [DllImport(Library)] internal static extern nint ts_grad(nint tensor);
    [DllImport(Library)] internal static extern int ts_set_grad(nint tensor, nint grad);
    [DllImport(Library)] internal static extern int ts_save(nint tensor, byte* path);
    [DllImport(Library)] internal static extern int ts_load(byte* path, nint* result);

    [DllImport(Library)]
    internal static extern int ts_backward(nint* roots, int n, nint* grads, int gradCount, int retain, int create, nint* inputs, int inputCount);
    [DllImport(Library)]
    internal static extern int ts_autograd_grad(nint* roots, int n, nint* inputs, int inputCount, nint* grads, int gradCount, int retain, int create,
        int allowUnused, nint* results);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_grad_enabled();
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_set_grad_enabled(int on);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_inference_enabled();
    [DllImport(Library)] internal static extern nint ts_inference_enter(int on);
    [DllImport(Library)] internal static extern void ts_inference_leave(nint guard);
    [DllImport(Library)] internal static extern int ts_anomaly();
    [DllImport(Library)] internal static extern void ts_set_anomaly(int on, int checkNan);

    [DllImport(Library)] internal static extern nint ts_default_generator();
    [DllImport(Library)] internal static extern nint ts_new_generator(ulong seed);
    [DllImport(Library)] internal static extern void ts_release_generator(nint generator);
    [DllImport(Library)] internal static extern void ts_generator_seed(nint generator, ulong seed);
    [DllImport(Library)] internal static extern ulong ts_generator_initial_seed(nint generator);
    [DllImport(Library)] internal static extern nint ts_generator_state(nint generator);
    [DllImport(Library)] internal static extern int ts_set_generator_state(nint generator, nint state);

    [DllImport(Library)] internal static extern int ts_num_threads();
    [DllImport(Library)] internal static extern int ts_set_num_threads(int n);
    [DllImport(Library)] internal static extern int ts_num_interop_threads();
    [DllImport(Library)] internal static extern int ts_set_num_interop_threads(int n);
    [DllImport(Library)] internal static extern int ts_cuda_available();
    [DllImport(Library)] internal static extern int ts_cudnn_available();
    [DllImport(Library)] internal static extern int ts_cuda_device_count();
    [DllImport(Library)] internal static extern int ts_cuda_synchronize(int index);
    [DllImport(Library)] internal static extern int ts_cuda_manual_seed(ulong seed, int all);

    [DllImport(Library)] internal static extern void ts_repeat_add(nint left, nint right, long times);

    /// <summary>Throws what the published package throws for a native failure, with libtorch's message.</summary>
    internal static int Check(int code) =>
        code >= 0 ? code : throw new ExternalException(Marshal.PtrToStringUTF8((nint)ts_error()));
}
