using System.Diagnostics;
using System.Text.Json;
using Harness.Runs.Machine;

namespace Harness.Cli.Tests.Launcher;

/// <summary>Which library multiplies, decided before libtorch is loaded; so each case is a process of its own.</summary>
public class LinearAlgebraTests
{
    private static (int Code, string Output, string Errors) Doctor(string library)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "doctor", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[LinearAlgebra.Variable] = library;
        start.Environment.Remove("MKL_CBWR");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result.TrimEnd());
    }

    private static string Blas(string library) =>
        JsonDocument.Parse(Doctor(library).Output).RootElement.GetProperty("blas").GetString()!;

    [Fact]
    public void An_unknown_library_is_one_line_and_exit_code_2() =>
        Assert.Equal((2, "", "harness: HARNESS_BLAS is 'atlas'; it must be mkl, openblas or auto"), Doctor("atlas"));

    [Fact]
    public void MKL_comes_with_libtorch_and_is_told_to_repeat_its_bits() =>
        Assert.Equal("MKL of libtorch, MKL_CBWR AUTO,STRICT", Blas("mkl"));

    [Fact]
    public void OpenBLAS_takes_its_place_where_it_is_asked_for()
    {
        if (LinearAlgebra.OpenBlasFile() is null)
            Assert.Equal(3, Doctor("openblas").Code);
        else
            Assert.StartsWith("OpenBLAS ", Blas("openblas"));
    }
}
