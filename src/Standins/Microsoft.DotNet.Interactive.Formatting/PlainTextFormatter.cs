using System.Collections;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Values as plain text: scalars as they are, sequences in brackets, objects with a member a line.</summary>
public static class PlainTextFormatter
{
    public const string MimeType = "text/plain";

    internal static ITypeFormatter Default { get; } = new DelegateFormatter(typeof(object), MimeType, Write);

    /// <summary>Writes a value without what is in it.</summary>
    internal static ITypeFormatter Shallow { get; } = new DelegateFormatter(typeof(object), MimeType, WriteShallow);

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));

    private static bool Write(object value, FormatContext context)
    {
        if (Shape.IsScalar(value) || value is Exception || value is Delegate)
        {
            return WriteShallow(value, context);
        }
        if (value is IEnumerable sequence)
        {
            return WriteSequence(sequence, context);
        }
        var members = Shape.Members(value);
        if (members.Count == 0)
        {
            return WriteShallow(value, context);
        }
        if (Shape.IsTuple(value) && members.TrueForAll(member => Shape.IsScalar(member.Value)))
        {
            context.Writer.Write($"( {string.Join(", ", members.Select(member => Shape.Text(member.Value)))} )");
            return true;
        }
        context.Writer.Write(Shape.NameOf(value.GetType()));
        foreach (var (name, part) in members)
        {
            NewLine(context, $"{name}: ");
            part.FormatTo(context, MimeType);
        }
        return true;
    }

    private static bool WriteSequence(IEnumerable sequence, FormatContext context)
    {
        var (items, more) = Shape.Items(sequence);
        if (items.TrueForAll(Shape.IsScalar))
        {
            context.Writer.Write($"[ {string.Join(", ", items.Select(Shape.Text))}{Shape.Remainder(more)} ]");
            return true;
        }
        context.Writer.Write(Shape.NameOf(sequence.GetType()));
        foreach (var item in items)
        {
            NewLine(context, "- ");
            item.FormatTo(context, MimeType);
        }
        context.Writer.Write(Shape.Remainder(more));
        return true;
    }

    private static bool WriteShallow(object value, FormatContext context)
    {
        context.Writer.Write(Shape.IsScalar(value) ? Shape.Text(value) : value.ToString());
        return true;
    }

    private static void NewLine(FormatContext context, string start)
    {
        context.Writer.WriteLine();
        context.Writer.Write(new string(' ', 2 * context.Depth + 2) + start);
    }
}
