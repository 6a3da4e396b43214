#nullable disable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Launcher.Natives
{
    /// <summary>
    /// Copies of TorchSharp's two files with a flag changed in each, made once by the build (an inline task, see Directory.Build.targets).
    /// <para>
    /// TorchSharp.dll: a number that is an operand becomes a <c>Scalar</c>, as does the hidden factor of <c>x + y</c>, and nothing keeps it
    /// alive while libtorch reads it. When another thread's allocation starts a garbage collection in that moment, its memory is freed
    /// under the call: it fails, or takes another number. Code that is compiled without optimisation keeps its arguments to its end, so the
    /// copy asks for that (<c>DebuggableAttribute</c>). Methods of that assembly are thin; what they call is native.
    /// </para>
    /// <para>
    /// libLibTorchSharp.so: it asks for version GLIBCXX_3.4.32, which systems with a libstdc++ older than GCC 13's lack (Debian 12, Ubuntu
    /// 22.04), because of one symbol, <c>std::ios_base_library_init</c>. That only marks a static initialiser: no relocation names it, so
    /// nothing is ever called through it. Where the system lacks it, that need is marked as weak (VER_FLG_WEAK), and the loader goes on.
    /// A file that does not ask for the version, or binds anything to it, is left alone.
    /// </para>
    /// </summary>
    public sealed class TorchSharpCopies : Microsoft.Build.Utilities.Task
    {
        private const string Version = "GLIBCXX_3.4.32";
        private const string Symbol = "_ZSt21ios_base_library_initv";
        private const uint DynamicSymbols = 11,
            Relocations = 4,
            VersionNeeds = 0x6ffffffe,
            SymbolVersions = 0x6fffffff;

        /// <summary>The published libLibTorchSharp.so; on other systems than Linux there is none.</summary>
        public string Library { get; set; } = "";

        /// <summary>The published TorchSharp.dll.</summary>
        [Microsoft.Build.Framework.Required]
        public string Assembly { get; set; } = "";

        /// <summary>Where the copies go.</summary>
        [Microsoft.Build.Framework.Required]
        public string Folder { get; set; } = "";

        public override bool Execute()
        {
            if (Library.Length > 0 && RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && !SystemHasVersion())
                Copy(Library, Weaken);
            return Copy(Assembly, KeepArguments)
                || Fail(
                    $"{Assembly} has no optimisation flag where it is expected; build with the version of TorchSharp that Directory.Packages.props names."
                );
        }

        private bool Fail(string message)
        {
            Log.LogError(message);
            return false;
        }

        private bool Copy(string file, Func<byte[], bool> change)
        {
            var bytes = File.ReadAllBytes(file);
            if (!change(bytes))
                return false;
            Directory.CreateDirectory(Folder);
            var copy = Path.Combine(Folder, Path.GetFileName(file));
            var temporary = $"{copy}.{Guid.NewGuid():N}";
            File.WriteAllBytes(temporary, bytes);
            try
            {
                File.Move(temporary, copy);
            }
            catch (IOException) when (File.Exists(copy))
            {
                File.Delete(temporary); // projects are built side by side: the first one's file stays
            }
            return true;
        }

        /// <summary>Asks, in the bytes of an assembly, that its code be compiled without optimisation.</summary>
        /// <returns>False, with the bytes as they were, where its <c>DebuggableAttribute</c> is not that of a release build.</returns>
        public static bool KeepArguments(byte[] assembly)
        {
            // The attribute's value in the metadata: length 8, prolog 1, the modes (IgnoreSymbolStoreSequencePoints), no named argument.
            var release = new byte[] { 8, 1, 0, 2, 0, 0, 0, 0, 0 };
            var found = Enumerable
                .Range(0, assembly.Length - release.Length)
                .Where(at => assembly[at] == 8 && release.SequenceEqual(assembly.Skip(at).Take(release.Length)))
                .Take(2)
                .ToList();
            if (found.Count != 1)
                return false;
            // Default | IgnoreSymbolStoreSequencePoints | DisableOptimizations; without the first the last does not count.
            (assembly[found[0] + 3], assembly[found[0] + 4]) = (0x03, 0x01);
            return true;
        }

        /// <summary>Asks the loader itself, as it would look the symbol up.</summary>
        public static bool SystemHasVersion()
        {
            try
            {
                var library = dlopen("libstdc++.so.6", 1);
                return library != IntPtr.Zero && dlvsym(library, Symbol, Version) != IntPtr.Zero;
            }
            catch (EntryPointNotFoundException)
            {
                return false; // a C library from before 2.34, older than any such libstdc++
            }
        }

        /// <summary>Marks the need as weak in the bytes of a shared library.</summary>
        /// <returns>False, with the bytes as they were, where the library has no such need or binds something to it.</returns>
        public static bool Weaken(byte[] library)
        {
            var sections = Sections(library);
            foreach (var needs in sections.Where(s => s.Type == VersionNeeds))
            {
                foreach (var (flags, index) in Needs(library, needs, sections[(int)needs.Link].Offset))
                {
                    if (IsBound(library, sections, index))
                        return false;
                    library[flags] |= 2;
                    return true;
                }
            }
            return false;
        }

        // Place of the flags and number of the version among the needs of all libraries (Elf64_Verneed, Elf64_Vernaux).
        private static IEnumerable<(int Flags, int Index)> Needs(byte[] file, Section needs, int strings)
        {
            var need = needs.Offset;
            for (var i = 0; i < needs.Info; i++)
            {
                var entry = need + (int)U32(file, need + 8);
                for (var k = U16(file, need + 2); k > 0; k--)
                {
                    if (Text(file, strings + (int)U32(file, entry + 8)) == Version)
                        yield return (entry + 4, U16(file, entry + 6) & 0x7fff);
                    entry += (int)U32(file, entry + 12);
                }
                need += (int)U32(file, need + 12);
            }
        }

        // Whether a relocation names a symbol of that version.
        private static bool IsBound(byte[] file, IReadOnlyList<Section> sections, int version)
        {
            var versions = sections.First(s => s.Type == SymbolVersions).Offset;
            return sections
                .Where(s => s.Type == Relocations && sections[(int)s.Link].Type == DynamicSymbols)
                .SelectMany(s => Enumerable.Range(0, s.Size / 24).Select(i => (int)U32(file, s.Offset + 24 * i + 12)))
                .Any(symbol => (U16(file, versions + 2 * symbol) & 0x7fff) == version);
        }

        // Empty for what is not a 64-bit little-endian ELF file.
        private static List<Section> Sections(byte[] file)
        {
            var sections = new List<Section>();
            if (file.Length < 64 || !file.Take(6).SequenceEqual(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 }))
                return sections;
            var (table, size, count) = ((int)U64(file, 40), U16(file, 58), U16(file, 60));
            for (var at = table; at < table + size * count; at += size)
                sections.Add(
                    new Section(
                        U32(file, at + 4),
                        (int)U64(file, at + 24),
                        (int)U64(file, at + 32),
                        U32(file, at + 40),
                        U32(file, at + 44)
                    )
                );
            return sections;
        }

        private static string Text(byte[] file, int at) =>
            Encoding.ASCII.GetString(file, at, Array.IndexOf(file, (byte)0, at) - at);

        private static ushort U16(byte[] file, int at) => BitConverter.ToUInt16(file, at);

        private static uint U32(byte[] file, int at) => BitConverter.ToUInt32(file, at);

        private static ulong U64(byte[] file, int at) => BitConverter.ToUInt64(file, at);

        [DllImport("libc.so.6")]
        private static extern IntPtr dlvsym(IntPtr library, string symbol, string version);

        [DllImport("libc.so.6")]
        private static extern IntPtr dlopen(string library, int flags);

        private sealed class Section
        {
            public Section(uint type, int offset, int size, uint link, uint info) =>
                (Type, Offset, Size, Link, Info) = (type, offset, size, link, info);

            public uint Type { get; }
            public int Offset { get; }
            public int Size { get; }
            public uint Link { get; }
            public uint Info { get; }
        }
    }
}
