using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private const BindingFlags OwnFields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

            // A type's fields with their names: reflection over attributes takes longer than the rest of building a small module.
            private static readonly ConcurrentDictionary<Type, (FieldInfo field, string component)[]> FieldsOf = new();

            /// <exception cref="ArgumentNullException">The tensor is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!ownBuffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            /// <exception cref="ArgumentNullException">The parameter is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!ownParameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers a sub-module, after the sub-module's own fields; null or a disposed one removes the name.</summary>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule.disposed)
                {
                    ownModules.Remove(name);
                    return;
                }
                if (name.Contains('.'))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (name.Length == 0)
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (ownModules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                ownModules.Add(name, submodule);
            }

#nullable disable
            protected void ConditionallyRegisterParameter(string name, Tensor value) => ConditionallyRegisterParameter(name, value as Parameter);
#nullable restore

            /// <summary>Registers or replaces a parameter; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                    ownParameters.Remove(name);
                else
                    ownParameters[name] = value;
            }

            /// <summary>Registers or replaces a buffer; null removes it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                    ownBuffers.Remove(name);
                else
                    ownBuffers[name] = (value, persistent);
            }

            /// <summary>
            /// Registers, once, the fields that hold modules, parameters and other tensors (as persistent buffers), each under the
            /// field's name unless that is taken. Arrays and collections are not looked into.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered)
                    return;
                foreach (var (field, component) in FieldsOf.GetOrAdd(GetType(), static t => [.. AllFields(t).Select(f => (f, f.ComponentName()))]))
                {
                    if (ownModules.ContainsKey(component) || ownParameters.ContainsKey(component) || ownBuffers.ContainsKey(component))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter:
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }
                componentsRegistered = true;
            }

            /// <summary>Instance fields from the type up to its bases; of equal names the most derived one.</summary>
            private static IEnumerable<FieldInfo> AllFields(Type type)
            {
                var seen = new HashSet<string>();
                for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
                    foreach (var field in t.GetFields(OwnFields))
                        if (seen.Add(field.Name))
                            yield return field;
            }

            /// <summary>Adds a sub-module without registering its fields.</summary>
            internal void AddChild(string name, Module submodule) => ownModules.Add(name, submodule);

            /// <summary>Puts a tensor into a layer's field: the old one is disposed, the new one belongs to no scope.</summary>
            internal static T? Adopt<T>(ref T? field, T? value) where T : Tensor
            {
                if (ReferenceEquals(field, value))
                    return value;
                field?.Dispose();
                value?.DetachFromDisposeScope();
                return field = value;
            }

            protected void ClearModules() => ownModules.Clear();
        }
    }
}
