using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, element type and device, e.g. <c>[2x3], type = Float32, device = cpu</c>.</summary>
        public override string ToString() =>
            IsInvalid ? "" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(torch.TensorStringStyle, fltFormat, width, cultureInfo, newLine) : ToString();

        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null)
        {
            if (style == TensorStringStyle.Default)
                style = torch.TensorStringStyle;
            if (style == TensorStringStyle.Metadata || is_meta)
                return ToString();
            using var plain = detach();
            using var copy = plain.cpu();
            var printer = new TensorPrinter(copy, fltFormat ?? FloatFormat, width ?? LineWidth, cultureInfo ?? CultureInfo.CurrentCulture,
                newLine ?? NewLine);
            return style switch
            {
                TensorStringStyle.Julia => printer.Julia(),
                TensorStringStyle.Numpy => printer.Numpy(),
                TensorStringStyle.CSharp => printer.CSharp(),
                _ => throw new InvalidEnumArgumentException($"Unsupported tensor string style: {style}"),
            };
        }

        /// <summary>Nested lists of scalars; one scalar for a tensor without dimensions.</summary>
        public object tolist()
        {
            if (ndim == 0)
                return ToScalar();
            var list = new ArrayList();
            for (var i = 0L; i < size(0); i++)
            {
                using var part = select(0, i);
                list.Add(part.tolist());
            }
            return list;
        }
    }

    /// <summary>Writes the elements of one tensor on the processor.</summary>
    private sealed class TensorPrinter(Tensor tensor, string format, int width, CultureInfo culture, string newLine)
    {
        private readonly long[] shape = tensor.shape;
        private readonly ScalarType type = tensor.dtype;
        private readonly StringBuilder text = new();
        private readonly string suffix = tensor.dtype switch
        {
            ScalarType.Int64 => "L",
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 => "f",
            _ => "",
        };

        private string Value(long[] position)
        {
            var element = tensor.alias();
            foreach (var i in position)
            {
                using var outer = element;
                element = outer.select(0, i);
            }
            using (element)
            {
                var value = element.ToScalar();
                if (type == ScalarType.Bool)
                    return value.ToBoolean().ToString(culture);
                if (type.IsIntegral())
                    return value.ToInt64().ToString(culture);
                if (type == ScalarType.Float64)
                    return value.ToDouble().ToString(format, culture);
                return type.IsComplex() ? Complex(value) : value.ToSingle().ToString(format, culture);
            }
        }

        private string Complex(Scalar value)
        {
            var number = value.ToComplexFloat64();
            var real = number.Real != 0 || number.Imaginary == 0 ? number.Real.ToString(format, culture) : "";
            var imaginary = number.Imaginary != 0 ? number.Imaginary.ToString(format, culture) + "i" : "";
            return real + (real != "" && imaginary != "" ? "+" : "") + imaginary;
        }

        /// <summary>The description, then the elements as aligned rows; higher dimensions one matrix after the other.</summary>
        internal string Julia()
        {
            text.Append(tensor);
            if (shape.Length == 0)
                return text.Append(", value = ").Append(Value([])).ToString();
            if (shape.Length == 1)
            {
                text.Append(newLine);
                Rows([Row([], shape[0])], shape[0]);
            }
            else
                Matrices([]);
            return text.ToString();
        }

        private void Matrices(long[] prefix)
        {
            if (prefix.Length < shape.Length - 2)
            {
                for (var i = 0L; i < shape[prefix.Length]; i++)
                    Matrices([.. prefix, i]);
                return;
            }
            text.Append(newLine);
            if (prefix.Length > 0)
                text.Append($"[{string.Join(',', prefix)},..,..] =").Append(newLine);
            var columns = shape[^1];
            List<List<string>> rows = [];
            for (var i = 0L; i < shape[^2]; i++)
                rows.Add(Row([.. prefix, i], columns));
            Rows(rows, columns);
        }

        /// <summary>As many elements as fit into the line, with room for an ellipsis.</summary>
        private List<string> Row(long[] prefix, long columns)
        {
            var row = new List<string>();
            var left = width;
            for (var i = 0L; i < columns; i++)
            {
                var value = Value([.. prefix, i]);
                if (left - value.Length - 4 < 0)
                    break;
                row.Add(value);
                left -= value.Length + 1;
            }
            return row;
        }

        private void Rows(List<List<string>> rows, long columns)
        {
            var shown = rows.Count == 0 ? 0 : rows.Min(r => r.Count);
            var widths = Enumerable.Range(0, shown).Select(c => rows.Max(r => r[c].Length)).ToArray();
            foreach (var row in rows)
            {
                for (var c = 0; c < shown; c++)
                    text.Append(' ').Append(row[c].PadLeft(widths[c]));
                text.Append(shown < columns ? " ..." : "").Append(newLine);
            }
        }

        /// <summary>Nested brackets as NumPy prints them.</summary>
        internal string Numpy()
        {
            Nested([], '[', ']', "", "");
            return text.ToString();
        }

        /// <summary>An array initialiser.</summary>
        internal string CSharp()
        {
            text.Append(tensor).Append(", value = ");
            if (shape.Length == 0)
                return text.Append(Value([])).ToString();
            var name = type switch
            {
                ScalarType.Bool => "bool", ScalarType.Byte => "byte", ScalarType.Int8 => "sbyte", ScalarType.Int16 => "short",
                ScalarType.Int32 => "int", ScalarType.Int64 => "long", ScalarType.Float32 => "float", ScalarType.Float64 => "double",
                ScalarType.Float16 => "float16", ScalarType.BFloat16 => "bfloat16", ScalarType.ComplexFloat32 => "complex32", _ => "complex64",
            };
            var several = shape.Length > 1;
            text.Append(several ? newLine : "").Append(name).Append(" [").Append(',', shape.Length - 1).Append("] ");
            if (!several)
                Nested([], '{', '}', suffix, "");
            else
            {
                text.Append('{').Append(newLine).Append(' ');
                Parts([], '{', '}', suffix, ",");
                text.Append(newLine).Append('}');
            }
            return text.ToString();
        }

        private void Nested(long[] prefix, char open, char close, string unit, string separator)
        {
            if (prefix.Length == shape.Length)
            {
                text.Append(Value(prefix));
                return;
            }
            text.Append(open);
            Parts(prefix, open, close, unit, separator);
            text.Append(close);
        }

        private void Parts(long[] prefix, char open, char close, string unit, string separator)
        {
            var count = shape[prefix.Length];
            var last = prefix.Length == shape.Length - 1;
            var limit = last ? MaxColumns : MaxRows;
            var (head, tail) = (limit - limit / 2, limit / 2);
            // Fewer line breaks the deeper the dimension, one space of indentation a level.
            var rank = shape.Length - prefix.Length;
            var between = separator == "" ? string.Concat(Enumerable.Repeat(newLine, rank - 1)) : separator + newLine;
            var indent = new string(' ', prefix.Length + 1);
            for (var i = 0L; i < count; i++)
            {
                var skipped = count > limit && i == head;
                if (skipped)
                    i = count - tail;
                if (last)
                    text.Append(i == 0 ? "" : skipped ? ", ... " : ", ").Append(Value([.. prefix, i])).Append(unit);
                else
                {
                    if (i > 0)
                        text.Append(between).Append(indent);
                    if (skipped)
                        text.Append(" ...").Append(separator == "" ? between : newLine).Append(indent);
                    Nested([.. prefix, i], open, close, unit, separator);
                }
            }
        }
    }
}

public static partial class TensorExtensionMethods
{
    public static string str(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string jlstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null) => tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null,
        CultureInfo? cultureInfo = null) => tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null,
        CultureInfo? cultureInfo = null) => tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this torch.Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    public static torch.Tensor print(this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null,
        CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }
}
