using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Harness.Backbones.Checkpoints.Pickle;

/// <summary>
/// Reads Python's pickles, protocols 2 to 5, as data: numbers, text, bytes, tuples, lists, sets and dictionaries. Names, calls and
/// references outside go to <see cref="IPickleMeaning"/>; no other instruction does anything. An instruction takes little more memory
/// than it has bytes, nothing recurses, and every length is compared with what is left. Reference: Python's module pickletools.
/// Values: null, bool, long, <see cref="BigInteger"/>, double, string, byte[], <see cref="PickleTuple"/>, <see cref="PickleList"/>,
/// <see cref="PickleDictionary"/>, and what the meaning gives.
/// </summary>
internal ref struct PickleReader(ReadOnlySpan<byte> data, IPickleMeaning meaning)
{
    private readonly ReadOnlySpan<byte> data = data;
    private PickleStack stack = new();
    private Dictionary<long, object?> memo = [];

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>The value of the next pickle; several may stand one after the other.</summary>
    /// <exception cref="PickleException">Malformed, or more than data.</exception>
    public object? Read()
    {
        (stack, memo) = (new PickleStack(), []);
        var begin = Position;
        try
        {
            for (byte instruction; (instruction = Take(1)[0]) != '.'; begin = Position)
            {
                if (TryConstant(instruction, out var value))
                    stack.Push(value);
                else if (!TryContainer(instruction))
                    Do(instruction);
            }
            return stack.Pop();
        }
        catch (PickleException e)
        {
            throw new PickleException($"{e.Message} (byte {begin})");
        }
    }

    private bool TryConstant(byte instruction, out object? value)
    {
        switch (instruction)
        {
            case (byte)'N':
                value = null;
                return true;
            case 0x88:
                value = true;
                return true;
            case 0x89:
                value = false;
                return true;
            case (byte)'J':
                value = (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                return true;
            case (byte)'K':
                value = (long)Take(1)[0];
                return true;
            case (byte)'M':
                value = (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
                return true;
            case 0x8A:
                value = Whole(Take(Take(1)[0]));
                return true;
            case (byte)'G':
                value = BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                return true;
            case 0x8C:
                value = Text(Take(Take(1)[0]));
                return true;
            case (byte)'X':
                value = Text(Take(Length4()));
                return true;
            case 0x8D:
                value = Text(Take(Length8()));
                return true;
            // Python 2's byte strings, which names mostly are.
            case (byte)'U':
                value = Encoding.Latin1.GetString(Take(Take(1)[0]));
                return true;
            case (byte)'T':
                value = Encoding.Latin1.GetString(Take(Length4()));
                return true;
            case (byte)'C':
                value = Take(Take(1)[0]).ToArray();
                return true;
            case (byte)'B':
                value = Take(Length4()).ToArray();
                return true;
            case 0x8E or 0x96:
                value = Take(Length8()).ToArray();
                return true;
            default:
                value = null;
                return false;
        }
    }

    private readonly bool TryContainer(byte instruction)
    {
        switch (instruction)
        {
            case (byte)')':
                stack.Push(new PickleTuple([]));
                return true;
            case (byte)'t':
                stack.Push(new PickleTuple(stack.PopToMark()));
                return true;
            case 0x85 or 0x86 or 0x87:
                stack.Push(new PickleTuple(stack.Pop(instruction - 0x84)));
                return true;
            case (byte)']' or 0x8F:
                stack.Push(new PickleList());
                return true;
            case (byte)'a':
                stack.Extend(stack.Pop(1));
                return true;
            case (byte)'e' or 0x90:
                stack.Extend(stack.PopToMark());
                return true;
            case (byte)'}':
                stack.Push(new PickleDictionary());
                return true;
            case (byte)'s':
                stack.Put(stack.Pop(2));
                return true;
            case (byte)'u':
                stack.Put(stack.PopToMark());
                return true;
            case (byte)'b':
                stack.Build(stack.Pop());
                return true;
            default:
                return false;
        }
    }

    private void Do(byte instruction)
    {
        switch (instruction)
        {
            case 0x80:
                Protocol(Take(1)[0]);
                break;
            case 0x95:
                Length8();
                break;
            case (byte)'(':
                stack.PushMark();
                break;
            case (byte)'0':
                stack.Pop();
                break;
            case (byte)'1':
                stack.PopToMark();
                break;
            case (byte)'2':
                stack.Push(stack.Peek());
                break;
            case (byte)'q':
                memo[Take(1)[0]] = stack.Peek();
                break;
            case (byte)'r':
                memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = stack.Peek();
                break;
            case 0x94:
                memo[memo.Count] = stack.Peek();
                break;
            case (byte)'h':
                stack.Push(Recall(Take(1)[0]));
                break;
            case (byte)'j':
                stack.Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case (byte)'c':
                stack.Push(meaning.Global(Line(), Line()));
                break;
            case 0x93:
                StackGlobal();
                break;
            case (byte)'R' or 0x81:
                Call();
                break;
            case (byte)'Q':
                stack.Push(meaning.Reference(stack.Pop()));
                break;
            default:
                throw new PickleException($"the instruction 0x{instruction:X2}, which neither tensors nor containers need");
        }
    }

    private readonly void StackGlobal()
    {
        if (stack.Pop(2) is not [string module, string name])
            throw new PickleException("a name that is no text");
        stack.Push(meaning.Global(module, name));
    }

    private readonly void Call()
    {
        if (stack.Pop(2) is not [{ } callable, PickleTuple arguments])
            throw new PickleException("a call without arguments");
        stack.Push(meaning.Call(callable, arguments.Items));
    }

    private readonly object? Recall(long key) =>
        memo.TryGetValue(key, out var value)
            ? value
            : throw new PickleException($"a reference to value {key}, which was never kept");

    private static void Protocol(byte version)
    {
        if (version is < 2 or > 5)
            throw new PickleException($"protocol {version}; 2 to 5 are read");
    }

    private static object Whole(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
            return new BigInteger(bytes);
        return bytes.IsEmpty ? 0L : (long)new BigInteger(bytes);
    }

    private static string Text(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new PickleException("text that is not UTF-8");

    private string Line()
    {
        var length = data[Position..].IndexOf((byte)'\n');
        if (length is < 0 or > 1000)
            throw new PickleException("a name without an end");
        return Text(Take(length + 1)[..length]);
    }

    private long Length4() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private long Length8() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > data.Length - Position)
            throw new PickleException($"{count} bytes are wanted where {data.Length - Position} are left");
        Position += (int)count;
        return data.Slice(Position - (int)count, (int)count);
    }
}
