using System.Collections;
using System.Net;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Values as HTML: scalars as preformatted text, sequences and objects as tables.</summary>
public static class HtmlFormatter
{
    public const string MimeType = "text/html";

    internal static ITypeFormatter Default { get; } = new DelegateFormatter(typeof(object), MimeType, Write);

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));

    private static bool Write(object value, FormatContext context)
    {
        if (value is IEnumerable sequence and not string)
        {
            var (items, more) = Shape.Items(sequence);
            return items.TrueForAll(Shape.IsScalar) ? Text(value, context) : WriteSequence(items, more, context);
        }
        if (Shape.IsScalar(value) || value is Exception || Shape.Members(value) is not { Count: > 0 } members)
        {
            return Text(value, context);
        }
        context.Writer.Write("<table><tbody>");
        foreach (var (name, part) in members)
        {
            context.Writer.Write($"<tr><th>{WebUtility.HtmlEncode(name)}</th><td>");
            part.FormatTo(context, MimeType);
            context.Writer.Write("</td></tr>");
        }
        context.Writer.Write("</tbody></table>");
        return true;
    }

    private static bool WriteSequence(List<object> items, int more, FormatContext context)
    {
        context.Writer.Write("<table><thead><tr><th><i>index</i></th><th>value</th></tr></thead><tbody>");
        foreach (var (index, item) in items.Index())
        {
            context.Writer.Write($"<tr><td>{index}</td><td>");
            item.FormatTo(context, MimeType);
            context.Writer.Write("</td></tr>");
        }
        if (more != 0)
        {
            context.Writer.Write($"<tr><td colspan=\"2\"><i>{Shape.Remainder(more).Trim()}</i></td></tr>");
        }
        context.Writer.Write("</tbody></table>");
        return true;
    }

    private static bool Text(object value, FormatContext context)
    {
        var text = value.ToDisplayString(PlainTextFormatter.MimeType);
        context.Writer.Write($"<div class=\"dni-plaintext\"><pre>{WebUtility.HtmlEncode(text)}</pre></div>");
        return true;
    }
}
