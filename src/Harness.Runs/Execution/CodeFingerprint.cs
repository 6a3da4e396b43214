using System.Collections.Concurrent;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;

namespace Harness.Runs.Execution;

/// <summary>
/// A digest of what assemblies do: names, signatures, method bodies, string literals and static data. It does not change with
/// comments, formatting, the folder of the checkout or the commit, and does change with any instruction, so a stored run is
/// re-used exactly as long as the code that made it is the same. Another compiler version may change it too.
/// </summary>
public static class CodeFingerprint
{
    private static readonly ConcurrentDictionary<string, byte[]> known = new();

    /// <summary>Hex SHA-256 over the assembly files, in the order given.</summary>
    public static string Of(params IEnumerable<string> assemblyPaths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in assemblyPaths)
            hash.AppendData(known.GetOrAdd(path, OfFile));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] OfFile(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        void Text(StringHandle name) => hash.AppendData(Encoding.UTF8.GetBytes(reader.GetString(name) + "\n"));

        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            Text(type.Namespace);
            Text(type.Name);
            foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
            {
                Text(field.Name);
                hash.AppendData(reader.GetBlobBytes(field.Signature));
                if (!field.GetDefaultValue().IsNil)
                    hash.AppendData(reader.GetBlobBytes(reader.GetConstant(field.GetDefaultValue()).Value));
                if (field.GetRelativeVirtualAddress() is > 0 and var address)
                    hash.AppendData(StaticData(file, reader, field, address));
            }
            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                Text(method.Name);
                hash.AppendData(reader.GetBlobBytes(method.Signature));
                if (method.RelativeVirtualAddress > 0)
                    hash.AppendData(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? []);
            }
        }
        // Calls, types and literals appear in bodies as row numbers and offsets only, so what they stand for is hashed as well.
        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            Text(member.Name);
            hash.AppendData(reader.GetBlobBytes(member.Signature));
        }
        foreach (var type in reader.TypeReferences.Select(reader.GetTypeReference))
            Text(type.Name);
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.TypeSpec); row++)
            hash.AppendData(
                reader.GetBlobBytes(reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row)).Signature)
            );
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
            hash.AppendData(
                reader.GetBlobBytes(reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).Signature)
            );
        for (var text = reader.GetNextHandle(default(UserStringHandle)); !text.IsNil; text = reader.GetNextHandle(text))
            hash.AppendData(Encoding.UTF8.GetBytes(reader.GetUserString(text) + "\n"));
        return hash.GetHashAndReset();
    }

    // The compiler keeps array literals in fields of nested types whose size is their layout's.
    private static byte[] StaticData(PEReader file, MetadataReader reader, FieldDefinition field, int address)
    {
        var signature = reader.GetBlobReader(field.Signature);
        signature.ReadSignatureHeader();
        var size = signature.ReadSignatureTypeCode() switch
        {
            SignatureTypeCode.Byte or SignatureTypeCode.SByte or SignatureTypeCode.Boolean => 1,
            SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 or SignatureTypeCode.Char => 2,
            SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single => 4,
            SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double => 8,
            SignatureTypeCode.TypeHandle when signature.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type => reader
                .GetTypeDefinition((TypeDefinitionHandle)type)
                .GetLayout()
                .Size,
            _ => 0,
        };
        return size > 0 ? file.GetSectionData(address).GetContent(0, size).ToArray() : [];
    }
}
