using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Parameters named 0, 1, …</summary>
        public class ParameterList : nn.Module, IList<Parameter>
        {
            private readonly List<Parameter> list = [];
            private bool registered;

            public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => append(parameters);

            protected override void RegisterComponents()
            {
                if (registered)
                    return;
                for (var i = 0; i < list.Count; i++)
                    register_parameter($"{i}", list[i]);
                registered = true;
            }

            public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                list.Select((parameter, i) => ($"{i}", parameter));

            private protected override void Gather(string prefix, bool recurse, HashSet<object> seen, List<(string, Parameter)> found) =>
                found.AddRange(list.Select((parameter, i) => ($"{prefix}{i}", parameter)).Where(p => !p.parameter.IsInvalid && seen.Add(p.parameter)));

            public override bool has_parameter(string target) => get_parameter(target) is not null;

            public override Parameter? get_parameter(string target) =>
                int.TryParse(target, out var i) && i >= 0 && i < list.Count ? list[i] : null;

            protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                for (var i = 0; i < list.Count; i++)
                {
                    if (!ReplaceParameter(dtype, device, list[i], out var moved))
                        continue;
                    list[i].Dispose();
                    list[i] = moved!;
                    ConditionallyRegisterParameter($"{i}", moved);
                }
            }

            public Parameter this[int index]
            {
                get => list[index];
                set => list[index] = value;
            }

            public int Count => list.Count;
            public bool IsReadOnly => false;
            public void Add(Parameter item) => list.Add(item);

            public void append(params Parameter[] parameters)
            {
                if (parameters is not null)
                    list.AddRange(parameters);
            }

            public void extend(IEnumerable<Parameter> parameters) => list.AddRange(parameters);
            public void Clear() => list.Clear();
            public bool Contains(Parameter item) => IndexOf(item) >= 0;
            public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);
            public int IndexOf(Parameter item) => list.FindIndex(p => ReferenceEquals(p, item));
            public void Insert(int index, Parameter item) => list.Insert(index, item);

            public bool Remove(Parameter item)
            {
                var i = IndexOf(item);
                if (i >= 0)
                    list.RemoveAt(i);
                return i >= 0;
            }

            public void RemoveAt(int index) => list.RemoveAt(index);
            public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ParameterList ParameterList(params Modules.Parameter[] parameters) => new(parameters);
        }
    }
}
