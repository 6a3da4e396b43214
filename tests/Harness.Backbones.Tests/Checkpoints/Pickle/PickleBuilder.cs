using System.Buffers.Binary;
using System.Text;

namespace Harness.Backbones.Tests.Checkpoints.Pickle;

/// <summary>Writes pickles of protocol 2 instruction by instruction, also wrong ones.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> bytes = [0x80, 2];

    public byte[] Bytes => [.. bytes];

    public PickleBuilder Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public PickleBuilder Op(char instruction) => Raw((byte)instruction);

    public PickleBuilder Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op('X').Word(utf8.Length).Raw(utf8);
    }

    public PickleBuilder Int(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? Op('J').Word((int)value) : Raw([0x8A, 8, .. BitConverter.GetBytes(value)]);

    public PickleBuilder Global(string module, string name) => Op('c').Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    public PickleBuilder Tuple(params Action<PickleBuilder>[] items) => Items('(', 't', items);

    public PickleBuilder Numbers(params long[] numbers) =>
        Tuple([.. numbers.Select(n => (Action<PickleBuilder>)(b => b.Int(n)))]);

    public PickleBuilder List(params Action<PickleBuilder>[] items) => Op(']').Items('(', 'e', items);

    public PickleBuilder Dictionary(params (string Key, Action<PickleBuilder> Value)[] items) => Op('}').Put(items);

    public PickleBuilder OrderedDictionary(params (string Key, Action<PickleBuilder> Value)[] items) =>
        Global("collections", "OrderedDict").Op(')').Op('R').Put(items);

    public PickleBuilder Storage(string type, string key, long elements, Action<PickleBuilder>? view = null) =>
        Tuple([
                b => b.Text("storage"),
                b => b.Global("torch", type),
                b => b.Text(key),
                b => b.Text("cpu"),
                b => b.Int(elements),
                .. view is null ? (Action<PickleBuilder>[])[] : [view],
            ])
            .Op('Q');

    public PickleBuilder Tensor(Action<PickleBuilder> storage, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2")
            .Tuple(
                storage,
                b => b.Int(offset),
                b => b.Numbers(shape),
                b => b.Numbers(strides),
                b => b.Raw(0x89),
                b => b.OrderedDictionary()
            )
            .Op('R');

    private PickleBuilder Put((string Key, Action<PickleBuilder> Value)[] items) =>
        Items('(', 'u', [.. items.SelectMany(i => new Action<PickleBuilder>[] { b => b.Text(i.Key), i.Value })]);

    private PickleBuilder Items(char before, char after, Action<PickleBuilder>[] items)
    {
        Op(before);
        foreach (var item in items)
            item(this);
        return Op(after);
    }

    private PickleBuilder Word(int value)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(word, value);
        return Raw(word);
    }
}
