namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes a value; false when it leaves the value to another formatter.</summary>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);

/// <summary>Formats values of one type, and of those derived from it, for one MIME type.</summary>
public interface ITypeFormatter
{
    string MimeType { get; }

    Type Type { get; }

    /// <summary>Writes the value; false when it leaves the value to another formatter.</summary>
    bool Format(object instance, FormatContext context);
}
