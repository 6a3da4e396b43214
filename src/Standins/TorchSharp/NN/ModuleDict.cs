using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules by name, in order of insertion. They are registered when the dictionary is registered with its parent.</summary>
        public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
        {
            private readonly List<(string name, T module)> list = [];
            private bool registered;

            public ModuleDict() : base(nameof(ModuleDict)) { }

            protected override void RegisterComponents()
            {
                if (registered)
                    return;
                foreach (var (name, module) in list)
                    register_module(name, module);
                registered = true;
            }

            private int Find(string key) => list.FindIndex(e => e.name == key);

            public T this[string key]
            {
                get => Find(key) is >= 0 and var i ? list[i].module : throw new KeyNotFoundException($"There is no module '{key}'.");
                set
                {
                    if (Find(key) is >= 0 and var i)
                        list[i] = (key, value);
                    else
                        list.Add((key, value));
                }
            }

            public (string, T) this[int index]
            {
                get => list[index];
                set => list[index] = value;
            }

            public int Count => list.Count;
            public bool IsReadOnly => false;
            public ICollection<string> Keys => [.. list.Select(e => e.name)];
            public ICollection<T> Values => [.. list.Select(e => e.module)];
            public IEnumerator<(string, T)> items() => list.GetEnumerator();
            public IEnumerable<string> keys() => Keys;
            public IEnumerable<T> values() => Values;
            public bool ContainsKey(string key) => Find(key) >= 0;

            /// <exception cref="ArgumentException">The name is taken.</exception>
            public void Add(string key, T value) => Insert(list.Count, (key, value));
            public void Add((string, T) item) => Insert(list.Count, item);
            public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

            public void Insert(int index, (string, T) item)
            {
                if (ContainsKey(item.Item1))
                    throw new ArgumentException($"An item with the same key has already been added. Key: {item.Item1}");
                list.Insert(index, item);
            }

            public bool Contains((string, T) item) => list.Contains(item);
            public bool Contains(KeyValuePair<string, T> item) => ContainsKey(item.Key);
            public int IndexOf((string, T) item) => list.IndexOf(item);
            public bool Remove(string key) => list.RemoveAll(e => e.name == key) > 0;
            public bool Remove((string, T) item) => list.Remove(item);
            public bool Remove(KeyValuePair<string, T> item) => Remove(item.Key);
            public void RemoveAt(int index) => list.RemoveAt(index);
            public void Clear() => list.Clear();
            public void clear() => list.Clear();
            public void CopyTo((string, T)[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

            public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
            {
                foreach (var (name, module) in list)
                    array[arrayIndex++] = new(name, module);
            }

            public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
            {
                var i = Find(key);
                value = i < 0 ? null : list[i].module;
                return i >= 0;
            }

            public IEnumerator<(string, T)> GetEnumerator() => list.GetEnumerator();

            IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
                list.Select(e => new KeyValuePair<string, T>(e.name, e.module)).GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var result = new Modules.ModuleDict<T>();
                foreach (var module in modules)
                    result.Add(module);
                return result;
            }
        }
    }
}
