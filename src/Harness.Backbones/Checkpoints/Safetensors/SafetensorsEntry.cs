using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
    : WeightEntry(Name, Type, Shape)
{
    public long Bytes => End - Begin;
}
