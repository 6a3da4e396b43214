using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <summary>
/// Operators by the reference of their literal name. Readers take no lock: an entry is written once, its operator before its
/// name, and a full table is replaced.
/// </summary>
internal sealed class OperatorTable(int capacity)
{
    private readonly (string? name, nint op)[] entries = new (string?, nint)[capacity];
    private int count;

    private int Slot(string name) => RuntimeHelpers.GetHashCode(name) & (entries.Length - 1);

    /// <summary>The operator, or zero.</summary>
    internal nint Find(string name)
    {
        for (var i = Slot(name); ; i = (i + 1) & (entries.Length - 1))
        {
            ref readonly var entry = ref entries[i];
            var found = Volatile.Read(ref Unsafe.AsRef(in entry.name));
            if (ReferenceEquals(found, name))
                return entry.op;
            if (found is null)
                return 0;
        }
    }

    /// <summary>This table with one more operator, or a larger copy. One writer at a time.</summary>
    internal OperatorTable With(string name, nint op)
    {
        if (Find(name) != 0)
            return this;
        if (count >= entries.Length / 2)
        {
            var larger = new OperatorTable(entries.Length * 2);
            foreach (var (other, value) in entries)
                if (other is not null)
                    larger.With(other, value);
            return larger.With(name, op);
        }
        var i = Slot(name);
        while (entries[i].name is not null)
            i = (i + 1) & (entries.Length - 1);
        entries[i].op = op;
        Volatile.Write(ref entries[i].name, name);
        count++;
        return this;
    }
}
