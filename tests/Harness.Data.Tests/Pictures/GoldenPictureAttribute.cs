using System.Reflection;
using Xunit.Sdk;

namespace Harness.Data.Tests.Pictures;

/// <summary>A picture beside the tests, for a theory; skipped where the system's library that reads its kind is missing.</summary>
[DataDiscoverer("Xunit.Sdk.DataDiscoverer", "xunit.core")]
internal sealed class GoldenPictureAttribute : DataAttribute
{
    private readonly string name;

    public GoldenPictureAttribute(string name)
    {
        this.name = name;
        Skip = Path.GetExtension(name) switch
        {
            ".jpg" when !JpegDecoder.IsThere => "there is no libturbojpeg on this machine",
            ".webp" when !WebpDecoder.IsThere => "there is no libwebp on this machine",
            _ => null,
        };
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[name]];
}
