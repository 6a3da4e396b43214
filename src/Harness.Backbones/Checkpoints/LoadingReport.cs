namespace Harness.Backbones;

/// <summary>What happened when weights were loaded into a model.</summary>
/// <param name="Loaded">Parameters and buffers that got a value from the file.</param>
/// <param name="Missing">Those that the file does not hold and that keep their initial value.</param>
/// <param name="Extra">Tensors of the file that the model has no place for.</param>
/// <param name="ReTied">Tensors of the file that are copies of a shared one (a tied head), and were not loaded twice.</param>
/// <param name="Prefix">How keys of the file were changed to those of the model, such as <c>without 'module.'</c>; empty where they are the same.</param>
public sealed record LoadingReport(
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Extra,
    IReadOnlyList<string> ReTied,
    string Prefix
)
{
    public override string ToString() =>
        $"{Loaded.Count} loaded, {Missing.Count} missing, {Extra.Count} extra, {ReTied.Count} re-tied{(Prefix.Length > 0 ? $", keys {Prefix}" : "")}";
}
