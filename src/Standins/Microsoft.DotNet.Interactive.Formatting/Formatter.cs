using System.Globalization;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>
/// Turns values into text of a MIME type. Formatters are registered for the whole process; of several that fit a
/// value the one for the most derived type is used, and of those the one registered last.
/// </summary>
public static class Formatter
{
    private static readonly Lock Gate = new();
    private static readonly List<ITypeFormatter> Registered = [];
    private static readonly List<(Type Type, string[] MimeTypes)> Preferred = [];
    private static int _listExpansionLimit;
    private static int _recursionLimit;
    private static string _defaultMimeType;

    static Formatter() => ResetToDefault();

    /// <summary>How many items of a sequence are written; 20 unless set.</summary>
    public static int ListExpansionLimit
    {
        get => _listExpansionLimit;
        set => _listExpansionLimit = AtLeastZero(value, nameof(ListExpansionLimit));
    }

    /// <summary>How deep objects within objects are written; 6 unless set.</summary>
    public static int RecursionLimit
    {
        get => _recursionLimit;
        set => _recursionLimit = AtLeastZero(value, nameof(RecursionLimit));
    }

    /// <summary>What stands for null; "&lt;null&gt;" unless set.</summary>
    public static string NullString { get; set; }

    /// <summary>The MIME type of values without a preferred one; HTML unless set.</summary>
    public static string DefaultMimeType
    {
        get => _defaultMimeType;
        set => _defaultMimeType = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Forgets everything that was registered or set.</summary>
    public static void ResetToDefault()
    {
        lock (Gate)
        {
            Registered.Clear();
            Preferred.Clear();
            Preferred.Add((typeof(string), [PlainTextFormatter.MimeType]));
        }
        ListExpansionLimit = 20;
        RecursionLimit = 6;
        NullString = "<null>";
        DefaultMimeType = HtmlFormatter.MimeType;
    }

    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (preferredMimeTypes is null || preferredMimeTypes.All(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("Value cannot be null or whitespace.", nameof(preferredMimeTypes));
        }
        lock (Gate)
        {
            Preferred.Add((type, [.. preferredMimeTypes.Distinct()]));
        }
    }

    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type)
    {
        lock (Gate)
        {
            return MostSpecific(Preferred, entry => entry.Type, type ?? typeof(object)).MimeTypes ?? [DefaultMimeType];
        }
    }

    public static void Register(ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        lock (Gate)
        {
            Registered.Add(formatter);
        }
    }

    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(typeof(T), mimeType, (value, context) => formatter((T)value, context)));

    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(type, mimeType, formatter));

    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(type, mimeType, (value, context) => Written(() => formatter(value, context.Writer))));

    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);

    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(typeof(T), (value, writer) => writer.Write(formatter((T)value)), mimeType);

    /// <summary>The formatter for values of the type; an ArgumentException when nothing is registered for that MIME type.</summary>
    public static ITypeFormatter GetPreferredFormatterFor(Type actualType, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        lock (Gate)
        {
            var fitting = Registered.Where(formatter => formatter.MimeType == mimeType).ToList();
            if (MostSpecific(fitting, formatter => formatter.Type, actualType ?? typeof(object)) is { } registered)
            {
                return registered;
            }
        }
        return mimeType switch
        {
            PlainTextFormatter.MimeType => PlainTextFormatter.Default,
            HtmlFormatter.MimeType => HtmlFormatter.Default,
            _ => throw new ArgumentException($"No formatter is registered for MIME type {mimeType}."),
        };
    }

    public static string ToDisplayString(this object obj, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        return Text(context => obj.FormatTo(context, mimeType));
    }

    public static string ToDisplayString(this object obj, ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        return Text(context => formatter.Format(obj, context));
    }

    /// <summary>Writes a value, or a part of one, with the formatter for its own type.</summary>
    public static void FormatTo<T>(this T obj, FormatContext context, string mimeType)
    {
        using var level = context.Deeper();
        var formatter = GetPreferredFormatterFor(obj?.GetType() ?? typeof(T), mimeType);
        if (context.Depth > RecursionLimit)
        {
            formatter = PlainTextFormatter.Shallow;
        }
        if (!formatter.Format(obj, context))
        {
            (mimeType == HtmlFormatter.MimeType ? HtmlFormatter.Default : PlainTextFormatter.Default).Format(obj, context);
        }
    }

    private static string Text(Action<FormatContext> write)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        using var context = new FormatContext(writer);
        write(context);
        return writer.ToString();
    }

    private static bool Written(Action write)
    {
        write();
        return true;
    }

    // A type fits a value when the value is of it; a generic definition when the value's type is made of it.
    private static bool Fits(Type type, Type actual) =>
        type.IsGenericTypeDefinition
            ? Ancestors(actual).Any(ancestor => ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == type)
            : type.IsAssignableFrom(actual);

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
        foreach (var contract in type.GetInterfaces())
        {
            yield return contract;
        }
    }

    private static T MostSpecific<T>(IReadOnlyList<T> entries, Func<T, Type> typeOf, Type actual)
    {
        var best = default(T);
        Type bestType = null;
        foreach (var entry in entries)
        {
            var type = typeOf(entry);
            if (Fits(type, actual) && (bestType is null || !Fits(type, bestType) || type == bestType))
            {
                (best, bestType) = (entry, type);
            }
        }
        return best;
    }

    private static int AtLeastZero(int value, string name) =>
        value >= 0 ? value : throw new ArgumentException($"{name} must be at least 0.");
}
