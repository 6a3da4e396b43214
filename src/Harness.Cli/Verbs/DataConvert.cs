using System.CommandLine;
using Harness.Backbones.Regions;

namespace Harness.Cli.Verbs;

/// <summary>Region features from one file layout to another.</summary>
internal static class DataConvert
{
    public static Command Create()
    {
        var from = new Argument<string>("IN")
        {
            Description = "features in the papers' HDF5 layout or as safetensors; told apart by content",
        };
        var to = new Argument<string>("OUT") { Description = "the file to write; .safetensors, .h5 or .hdf5 decides the layout" };
        var half = new Option<bool>("--half") { Description = "features in half precision (safetensors only): half the size" };
        var command = new Command("convert", "Converts region features between HDF5 and safetensors") { from, to, half };
        command.SetAction(parsed =>
        {
            var (pictures, regions, width) = RegionFiles.Convert(
                parsed.GetValue(from)!,
                parsed.GetValue(to)!,
                parsed.GetValue(half)
            );
            parsed.InvocationConfiguration.Output.WriteLine(
                $"{parsed.GetValue(to)}: {pictures} pictures, {regions} regions of {width} numbers in the first"
            );
        });
        return command;
    }
}
