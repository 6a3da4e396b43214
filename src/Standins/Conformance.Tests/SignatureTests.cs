namespace Conformance.Tests;

/// <summary>The comparison is worth no more than what it sees: every feature that a signature can have shows in its line.</summary>
public class SignatureTests
{
    public enum Kind { First, Third = 2 }

    public abstract class Sample<T>(int seed) : IDisposable where T : struct
    {
        public const double Half = 0.5;
        protected readonly int Seed = seed;

        public string? Name { get; protected set; }
        public T this[int index, string key] => default;
        public event Action? Changed;

        public virtual (int, T)? Pair(ref long a, out int b, in double c) { b = 0; return null; }
        public static Sample<T>[] Make<TOther>(string? text = null, params int[] sizes) where TOther : class, new() => [];
        protected internal abstract void Hidden(T[,] grid);
        public void Dispose() => Changed?.Invoke();
        public static Sample<T> operator -(Sample<T> a) => a;
        internal void Unseen() { }
    }

    [Fact]
    public void Every_part_of_a_signature_is_in_its_line()
    {
        var types = Signatures.Of(typeof(SignatureTests).Assembly);
        Assert.Equal(["First = 0", "Third = 2"], types["enum Conformance.Tests.SignatureTests.Kind"]);
        Assert.Equal(
            new SortedSet<string>(StringComparer.Ordinal)
            {
                "implements IDisposable", "protected new(int seed)", "const double Half = 0.5", "protected readonly int Seed",
                "string? Name { get; protected set; }", "T0 this[int index, string key] { get; }", "event Action Changed",
                "virtual ValueTuple<int, T0>? Pair(ref long a, out int b, in double c)",
                "static SignatureTests.Sample<T0>[] Make<M0>(string? text = null, params int[] sizes) where M0 : class, new()",
                "protected abstract void Hidden(T0[,] grid)", "void Dispose()",
                "static SignatureTests.Sample<T0> op_UnaryNegation(SignatureTests.Sample<T0> a)",
            },
            types["class Conformance.Tests.SignatureTests.Sample<T0> where T0 : struct"]);
    }
}
