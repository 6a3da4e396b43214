using Harness.Backbones.Decoding;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipBartModels;

/// <summary>
/// A task of VL-Adapter's multi-task setting, all of them text generation. Sung et al. 2022, arXiv 2112.06825, and the released code.
/// </summary>
/// <param name="Prompt">Stands before the question; captioning has no question.</param>
/// <param name="Pictures">Pictures a sample shows.</param>
/// <param name="MaxAnswerTokens">Longest target, the end token included.</param>
/// <param name="Beams">Null: greedy.</param>
/// <param name="BatchShare">Its batch size in the released code, as a multiple of VQA's.</param>
public sealed record VlTask(
    string Name,
    string Prompt,
    int Pictures,
    int MaxAnswerTokens,
    BeamOptions? Beams = null,
    double BatchShare = 1
)
{
    public static VlTask Vqa { get; } = new("vqa", "vqa: ", Pictures: 1, MaxAnswerTokens: 10);

    /// <summary>Its prompt is spelled as released.</summary>
    public static VlTask Gqa { get; } = new("gqa", "gpa: ", Pictures: 1, MaxAnswerTokens: 10, BatchShare: 100 / 60.0);

    /// <summary>A statement about two pictures; the answer is <c>true</c> or <c>false</c>.</summary>
    public static VlTask Nlvr { get; } = new("nlvr", "nlvr: ", Pictures: 2, MaxAnswerTokens: 3, BatchShare: 20 / 60.0);

    public static VlTask Caption { get; } =
        new("caption", "caption: ", Pictures: 1, MaxAnswerTokens: 40, new BeamOptions { NumBeams = 5 }, BatchShare: 50 / 60.0);

    public static IReadOnlyList<VlTask> All { get; } = [Vqa, Gqa, Nlvr, Caption];

    /// <summary>Which picture each cell is from, [1, pictures · cells]; null for one picture.</summary>
    public Tensor? ImageIds(long cellsPerPicture) =>
        Pictures == 1 ? null : arange(Pictures, ScalarType.Int64).repeat_interleave(cellsPerPicture).unsqueeze(0);

    /// <summary>
    /// Which of two words the decoder prefers at its first step, as NLVR2 is scored: true where <paramref name="yes"/> has the greater logit.
    /// Shapes: logits [B, T, V] → B answers.
    /// </summary>
    public static bool[] Prefers(Tensor logits, long yes, long no)
    {
        using var scope = NewDisposeScope();
        var first = logits.detach().select(1, 0);
        return first.select(1, yes).gt(first.select(1, no)).cpu().data<bool>().ToArray();
    }
}
