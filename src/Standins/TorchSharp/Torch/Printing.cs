namespace TorchSharp
{
    /// <summary>How tensors are printed.</summary>
    public enum TensorStringStyle { Metadata, Julia, Numpy, CSharp, Default }

    public static partial class torch
    {
        public const TensorStringStyle julia = TensorStringStyle.Julia;
        public const TensorStringStyle numpy = TensorStringStyle.Numpy;
        public const TensorStringStyle csharp = TensorStringStyle.CSharp;

        private static TensorStringStyle printStyle = TensorStringStyle.Julia;
        internal static string FloatFormat { get; private set; } = "g5";
        internal static string NewLine { get; private set; } = Environment.NewLine;
        internal static int LineWidth { get; private set; } = 100;
        internal static int MaxRows { get; private set; } = 6;
        internal static int MaxColumns { get; private set; } = 6;

        /// <summary>The style that <see cref="TorchSharp.TensorStringStyle.Default"/> stands for.</summary>
        public static TensorStringStyle TensorStringStyle
        {
            get => printStyle;
            set => printStyle = value != TensorStringStyle.Default
                ? value
                : throw new ArgumentException("The style cannot be set to 'Default'");
        }

        public static void set_printoptions(int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false,
            int? maxRows = null, int? maxColumns = null) =>
            set_printoptions(null, (sci_mode ? "E" : "F") + precision, linewidth, newLine, maxRows, maxColumns);

        public static void set_printoptions(TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null,
            string? newLine = null, int? maxRows = null, int? maxColumns = null)
        {
            printStyle = style ?? printStyle;
            FloatFormat = floatFormat ?? FloatFormat;
            NewLine = newLine ?? NewLine;
            LineWidth = linewidth ?? LineWidth;
            MaxRows = maxRows ?? MaxRows;
            MaxColumns = maxColumns ?? MaxColumns;
        }
    }
}
