using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.Interop.NativeMethods;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// Calls libtorch's operators by name: <c>Op.Call("add.Tensor", x, y)</c> is aten::add.Tensor(x, y). Arguments follow the
/// operator's schema; trailing ones that are left out take its defaults. The names are literals: each is looked up in the
/// dispatcher once, then found again by its reference.
/// </summary>
internal static unsafe class Op
{
    private const int StackBytes = 1024;
    private static readonly Lock Gate = new();
    private static volatile OperatorTable table = new(1024);

    /// <summary>The operator's one tensor.</summary>
    internal static Tensor Call(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(name, args, &result, 1);
        return new Tensor((nint)result.Bits);
    }

    internal static (Tensor, Tensor) Pair(string name, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[2];
        Invoke(name, args, results, 2);
        return (new Tensor((nint)results[0].Bits), new Tensor((nint)results[1].Bits));
    }

    internal static (Tensor, Tensor, Tensor) Triple(string name, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeValue[3];
        Invoke(name, args, results, 3);
        return (new Tensor((nint)results[0].Bits), new Tensor((nint)results[1].Bits), new Tensor((nint)results[2].Bits));
    }

    /// <summary>The tensors of an operator that returns a list.</summary>
    internal static Tensor[] List(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(name, args, &result, 1);
        var tensors = new Tensor[result.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = new Tensor(((nint*)result.Bits)[i]);
        ts_free_handles((nint)result.Bits);
        return tensors;
    }

    /// <summary>A number: bool and int results as they are, double results as their bits.</summary>
    internal static NativeValue Number(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(name, args, &result, 1);
        return result;
    }

    internal static bool Flag(string name, params ReadOnlySpan<Arg> args) => Number(name, args).Bits != 0;

    /// <summary>An in-place operator, or one whose results nobody wants.</summary>
    internal static void Run(string name, params ReadOnlySpan<Arg> args) => Invoke(name, args, null, 0);

    /// <summary>The same with the first argument apart from the rest.</summary>
    internal static void RunOn(Tensor self, string name, ReadOnlySpan<Arg> rest)
    {
        Arguments arguments = default;
        arguments[0] = self;
        rest.CopyTo(((Span<Arg>)arguments)[1..]);
        Invoke(name, ((ReadOnlySpan<Arg>)arguments)[..(rest.Length + 1)], null, 0);
    }

    [InlineArray(8)]
    private struct Arguments
    {
        private Arg first;
    }

    /// <summary>True when this libtorch has the operator; older releases lack some.</summary>
    internal static bool Exists(string name) => Find(name, required: false) != 0;

    private static void Invoke(string name, ReadOnlySpan<Arg> args, NativeValue* results, int capacity)
    {
        var op = table.Find(name);
        if (op == 0)
            op = Find(name, required: true);
        var values = stackalloc NativeValue[args.Length];
        var bytes = 0;
        for (var i = 0; i < args.Length; i++)
        {
            ref readonly var arg = ref args[i];
            values[i] = new NativeValue { Bits = arg.Bits, Tag = arg.Tag, Length = arg.Extra };
            if (arg.HasPayload)
                bytes += PayloadBytes(arg);
        }
        if (bytes == 0)
            Check(ts_call(op, values, args.Length, results, capacity));
        else
            InvokeWithPayload(op, args, values, bytes, results, capacity);
        // Tensors and generators among the arguments must outlive the call.
        foreach (ref readonly var arg in args)
            GC.KeepAlive(arg.Source);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InvokeWithPayload(nint op, ReadOnlySpan<Arg> args, NativeValue* values, int bytes, NativeValue* results, int capacity)
    {
        byte* stack = stackalloc byte[bytes <= StackBytes ? bytes : 0];
        var heap = bytes <= StackBytes ? null : (byte*)NativeMemory.Alloc((nuint)bytes);
        try
        {
            var at = heap is null ? stack : heap;
            for (var i = 0; i < args.Length; i++)
                if (args[i].HasPayload)
                    at += Write(args[i], ref values[i], at);
            Check(ts_call(op, values, args.Length, results, capacity));
        }
        finally
        {
            NativeMemory.Free(heap);
        }
    }

    private static int Align(int bytes) => (bytes + 7) & ~7;

    private static int PayloadBytes(in Arg arg) => arg.Tag switch
    {
        Tag.IntList => ((long[])arg.Source!).Length * 8,
        Tag.DoubleList => ((double[])arg.Source!).Length * 8,
        Tag.BoolList => Align(((bool[])arg.Source!).Length),
        Tag.TensorList or Tag.OptionalTensorList => ((Tensor?[])arg.Source!).Length * 8,
        Tag.String => Align(Encoding.UTF8.GetMaxByteCount(((string)arg.Source!).Length)),
        Tag.Complex => 16,
        _ => 0,
    };

    /// <summary>Copies a list or text to native memory at <paramref name="at"/>; returns the bytes used.</summary>
    private static int Write(in Arg arg, ref NativeValue value, byte* at)
    {
        var bytes = PayloadBytes(arg);
        switch (arg.Tag)
        {
            case Tag.IntList or Tag.DoubleList or Tag.BoolList:
                var array = (Array)arg.Source!;
                value.Length = array.Length;
                fixed (byte* from = &MemoryMarshal.GetArrayDataReference(array))
                    Unsafe.CopyBlock(at, from, (uint)(arg.Tag == Tag.BoolList ? array.Length : bytes));
                break;
            case Tag.TensorList or Tag.OptionalTensorList:
                var tensors = (Tensor?[])arg.Source!;
                value.Length = tensors.Length;
                for (var i = 0; i < tensors.Length; i++)
                    ((nint*)at)[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
                break;
            case Tag.String:
                var text = (string)arg.Source!;
                value.Length = Encoding.UTF8.GetBytes(text, new Span<byte>(at, bytes));
                break;
            case Tag.Complex:
                var number = (System.Numerics.Complex)arg.Source!;
                ((double*)at)[0] = number.Real;
                ((double*)at)[1] = number.Imaginary;
                break;
            default:
                return 0;
        }
        value.Bits = (long)at;
        return bytes;
    }

    private static nint Find(string name, bool required)
    {
        if (table.Find(name) is not 0 and var op)
            return op;
        var dot = name.IndexOf('.');
        var (id, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        fixed (byte* idBytes = Encoding.UTF8.GetBytes("aten::" + id + "\0"), overloadBytes = Encoding.UTF8.GetBytes(overload + "\0"))
            op = ts_find(idBytes, overloadBytes);
        if (op == 0)
            return required ? throw new ExternalException(Marshal.PtrToStringUTF8((nint)ts_error())) : 0;
        lock (Gate)
            table = table.With(name, op);
        return op;
    }
}
