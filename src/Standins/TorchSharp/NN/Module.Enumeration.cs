using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters in order of registration, each object once, under the first of its names.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var found = new List<(string, Parameter)>();
                Gather("", recurse, new HashSet<object>(ReferenceEqualityComparer.Instance), found);
                return found;
            }

            // One walk with one set: enumerators in enumerators would make every name anew at each level.
            private protected virtual void Gather(string prefix, bool recurse, HashSet<object> seen, List<(string, Parameter)> found)
            {
                foreach (var (name, parameter) in ownParameters)
                    if (!parameter.IsInvalid && seen.Add(parameter))
                        found.Add((prefix + name, parameter));
                if (recurse)
                    foreach (var (name, module) in ownModules)
                        module.Gather($"{prefix}{name}.", true, seen, found);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            /// <summary>Persistent buffers; like the published package, never those registered as not persistent.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
                foreach (var (name, (buffer, persistent)) in ownBuffers)
                    if (persistent && !buffer.IsInvalid && seen.Add(buffer))
                        yield return (name, buffer);
                if (!recurse)
                    yield break;
                foreach (var (prefix, module) in ownModules)
                    foreach (var (name, buffer) in module.named_buffers(true, include_nonpersistent))
                        if (!buffer.IsInvalid && seen.Add(buffer))
                            yield return ($"{prefix}.{name}", buffer);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => ownModules.Select(m => (m.Key, m.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>All modules below this one (not itself): the children first, then below each child.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, module) in ownModules)
                    yield return (name, module);
                foreach (var (prefix, module) in ownModules)
                    foreach (var (name, inner) in module.named_modules())
                        yield return ($"{prefix}.{name}", inner);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual bool has_parameter(string target) =>
                ownParameters.ContainsKey(target) || Below(target) is var (child, rest) && child is not null && child.has_parameter(rest);

            public virtual bool has_buffer(string target) =>
                ownBuffers.ContainsKey(target) || Below(target) is var (child, rest) && child is not null && child.has_buffer(rest);

            /// <summary>The parameter with a dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target) =>
                ownParameters.TryGetValue(target, out var own) ? own : Below(target) is var (child, rest) ? child?.get_parameter(rest) : null;

            /// <summary>The buffer with a dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target) =>
                ownBuffers.TryGetValue(target, out var own) ? own.tensor : Below(target) is var (child, rest) ? child?.get_buffer(rest) : null;

            private (Module? child, string rest) Below(string target)
            {
                var dot = target.IndexOf('.');
                if (dot < 0)
                    return (null, "");
                var child = named_children().FirstOrDefault(c => c.name == target[..dot]).module;
                return (child, target[(dot + 1)..]);
            }
        }
    }
}
