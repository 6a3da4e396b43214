#nullable disable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Launcher
{
    /// <summary>
    /// Lets the published libLibTorchSharp.so load on systems whose libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04).
    /// The file asks for version GLIBCXX_3.4.32 because of one symbol, <c>std::ios_base_library_init</c>, which only marks a static
    /// initialiser: no relocation names it, so nothing is ever called through it. In a copy of the file that need is marked as weak
    /// (VER_FLG_WEAK), and the loader goes on without it. A build runs this as an inline task; a file that does not ask for the
    /// version, or binds anything to it, is left alone.
    /// </summary>
    public sealed class OptionalVersion : Microsoft.Build.Utilities.Task
    {
        private const string Version = "GLIBCXX_3.4.32";
        private const string Symbol = "_ZSt21ios_base_library_initv";
        private const uint DynamicSymbols = 11, Relocations = 4, VersionNeeds = 0x6ffffffe, SymbolVersions = 0x6fffffff;

        /// <summary>The published library.</summary>
        [Microsoft.Build.Framework.Required]
        public string Library { get; set; } = "";

        /// <summary>Where the copy goes, if one is needed.</summary>
        [Microsoft.Build.Framework.Required]
        public string Copy { get; set; } = "";

        /// <summary>The file to load: the copy, or the library where this system needs none.</summary>
        [Microsoft.Build.Framework.Output]
        public string Loadable { get; set; } = "";

        public override bool Execute()
        {
            Loadable = Library;
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || SystemHasVersion())
                return true;
            if (!File.Exists(Copy))
            {
                var bytes = File.ReadAllBytes(Library);
                if (!Weaken(bytes))
                    return true;
                Write(bytes);
                Log.LogMessage(
                    Microsoft.Build.Framework.MessageImportance.High,
                    $"note: this system's libstdc++ lacks {Version}; a copy of {Path.GetFileName(Library)} that does without it is used.");
            }
            Loadable = Copy;
            return true;
        }

        // Projects are built side by side: the first one's file stays.
        private void Write(byte[] bytes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Copy));
            var temporary = $"{Copy}.{Guid.NewGuid():N}";
            File.WriteAllBytes(temporary, bytes);
            try
            {
                File.Move(temporary, Copy);
            }
            catch (IOException) when (File.Exists(Copy))
            {
                File.Delete(temporary);
            }
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
            return sections.Where(s => s.Type == Relocations && sections[(int)s.Link].Type == DynamicSymbols)
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
                sections.Add(new Section(U32(file, at + 4), (int)U64(file, at + 24), (int)U64(file, at + 32), U32(file, at + 40), U32(file, at + 44)));
            return sections;
        }

        private static string Text(byte[] file, int at) => Encoding.ASCII.GetString(file, at, Array.IndexOf(file, (byte)0, at) - at);

        private static ushort U16(byte[] file, int at) => BitConverter.ToUInt16(file, at);

        private static uint U32(byte[] file, int at) => BitConverter.ToUInt32(file, at);

        private static ulong U64(byte[] file, int at) => BitConverter.ToUInt64(file, at);

        [DllImport("libc.so.6")]
        private static extern IntPtr dlvsym(IntPtr library, string symbol, string version);

        [DllImport("libc.so.6")]
        private static extern IntPtr dlopen(string library, int flags);

        private sealed class Section
        {
            public Section(uint type, int offset, int size, uint link, uint info) => (Type, Offset, Size, Link, Info) = (type, offset, size, link, info);

            public uint Type { get; }
            public int Offset { get; }
            public int Size { get; }
            public uint Link { get; }
            public uint Info { get; }
        }
    }
}
