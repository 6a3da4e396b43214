using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class PrintingTests
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    [Fact]
    public void Metadata_is_the_default()
    {
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
        Assert.Equal("[], type = Int64, device = cpu", tensor(1L).metastr());
    }

    [Fact]
    public void Julia_style()
    {
        Assert.Equal("[], type = Float32, device = cpu, value = 1.5", tensor(1.5f).jlstr(cultureInfo: Plain));
        Assert.Equal("[3], type = Int64, device = cpu\n 1 -2 3\n", tensor(new[] { 1L, -2L, 3L }).jlstr(newLine: "\n"));
        Assert.Equal("[2x2], type = Float32, device = cpu\n    1 2.5\n -100   4\n",
            tensor(new[,] { { 1f, 2.5f }, { -100f, 4f } }).jlstr(newLine: "\n", cultureInfo: Plain));
        Assert.Equal("[2x1x2], type = Int32, device = cpu\n[0,..,..] =\n 1 2\n\n[1,..,..] =\n 3 4\n",
            tensor(new[, ,] { { { 1, 2 } }, { { 3, 4 } } }).jlstr(newLine: "\n"));
        Assert.EndsWith(" 0 1 2 3 ...\n", arange(100).jlstr(width: 12, newLine: "\n"));
    }

    [Fact]
    public void Numpy_style()
    {
        Assert.Equal("[1, 2]", tensor(new[] { 1, 2 }).npstr(newLine: "\n"));
        Assert.Equal("[[1, 2]\n [3, 4]]", tensor(new[,] { { 1, 2 }, { 3, 4 } }).npstr(newLine: "\n"));
        Assert.Equal("[0, 1, 2, ... 7, 8, 9]", arange(10).npstr(newLine: "\n"));
    }

    [Fact]
    public void CSharp_style()
    {
        Assert.Equal("[2], type = Float32, device = cpu, value = float [] {1f, 2f}", tensor(new[] { 1f, 2f }).cstr(newLine: "\n"));
        Assert.Equal("[2x2], type = Int64, device = cpu, value = \nlong [,] {\n {1L, 2L},\n {3L, 4L}\n}",
            tensor(new[,] { { 1L, 2L }, { 3L, 4L } }).cstr(newLine: "\n"));
    }

    [Fact]
    public void Nothing_stays_behind()
    {
        var x = rand(3, 4, 2);
        var before = Tensor.TotalCount;
        x.str();
        x.npstr();
        x.cstr();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
