using System.Runtime.CompilerServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other, named 0, 1, … unless named. Intermediate results are disposed.</summary>
        public class Sequential : Module<Tensor, Tensor>
        {
            private readonly List<(string name, IModule<Tensor, Tensor> module)> list = [];

            protected Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules)
                    append(name, module);
            }

            protected Sequential(params Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
            {
                foreach (var module in modules)
                    append(module);
            }

            internal static Sequential Of(IEnumerable<(string name, IModule<Tensor, Tensor> module)> modules)
            {
                var result = new Sequential((Module<Tensor, Tensor>[])[]);
                foreach (var (name, module) in modules)
                    result.append(name, module);
                return result;
            }

            internal static Sequential Of(IEnumerable<Module<Tensor, Tensor>> modules) =>
                Of(modules.Select((m, i) => ($"{i}", (IModule<Tensor, Tensor>)m)));

            public Sequential append(IModule<Tensor, Tensor> module) => append(list.Count.ToString(), module);

            public Sequential append(string name, IModule<Tensor, Tensor> module)
            {
                AddChild(name, (nn.Module)module);
                list.Add((name, module));
                return this;
            }

            public int Count => list.Count;

            [IndexerName("SequentialItems")]
            public IModule<Tensor, Tensor> this[int index] => list[index].module;

            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Of(list[(index.start ?? 0)..(index.end ?? list.Count)]);

            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Of(list[index]);

            public override Tensor forward(Tensor tensor)
            {
                if (list.Count == 0)
                    return tensor.alias();
                var result = list[0].module.call(tensor);
                foreach (var (_, module) in list.Skip(1))
                {
                    using var input = result;
                    result = module.call(input);
                }
                return result;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => Modules.Sequential.Of((Module<Tensor, Tensor>[])[]);

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                Modules.Sequential.Of(modules.Select(m => (m.name, (IModule<Tensor, Tensor>)m.submodule)));

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Modules.Sequential.Of(modules);

            public static Modules.Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Modules.Sequential.Of(modules.Select(m => (m.Item1, (IModule<Tensor, Tensor>)m.Item2)));

            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                Modules.Sequential.Of(modules.Select(m => (m.name, (IModule<Tensor, Tensor>)m.submodule)));

            public static Modules.Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                Modules.Sequential.Of(modules.Select(m => (m.Item1, (IModule<Tensor, Tensor>)m.Item2)));

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => Modules.Sequential.Of(modules);
        }
    }
}
