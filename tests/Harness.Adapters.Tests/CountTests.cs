using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Phm;
using Harness.Backbones.VlT5Models;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests;

/// <summary>Trainable parameters on VL-T5 base, built from shapes alone: formula, enumeration and the paper's table agree.</summary>
public class CountTests
{
    [Theory]
    [InlineData("full", 224_538_624)]
    [InlineData("bitfit", 284_872)]
    [InlineData("lora", 442_368)]
    [InlineData("compacter", 339_520)]
    [InlineData("houlsby", 4_758_528)]
    [InlineData("pfeiffer", 2_379_264)]
    [InlineData("adamix", 5_922_816)]
    [InlineData("mixphm", 874_048)]
    public void Catalogue_gives_the_counts_of_the_paper(string name, long expected) =>
        Check(Catalogue.MixPhmBase.Single(e => e.Method.Name == name).Method, expected);

    [Fact]
    public void BitFit_with_visual_biases() => Check(new BitFitMethod { VisualProjectionBias = true }, 286_408);

    [Fact]
    public void Compacter_in_its_own_configuration() => Check(new CompacterMethod { ReductionFactor = 32, PhmRank = 1 }, 57_088);

    [Fact]
    public void AdaMix_with_the_down_projection_shared() =>
        Check(new AdaMixMethod { SharingDown = true, SharingUp = false }, 5_973_504);

    /// <summary>Sharing and decomposition: one variant a line of the sheet.</summary>
    [Theory]
    [InlineData(false, false, false, 2_451_456)]
    [InlineData(true, false, false, 2_439_232)]
    [InlineData(false, true, false, 1_370_112)]
    [InlineData(true, true, false, 1_357_888)]
    [InlineData(false, true, true, 881_664)]
    [InlineData(true, false, true, 1_549_888)]
    [InlineData(true, true, true, 874_048)]
    public void MixPhm_by_what_is_shared_and_decomposed(bool rule, bool lowRank, bool down, long expected) =>
        CheckFormula(
            new MixPhmMethod
            {
                SharedPhmRule = rule,
                FactorizedPhm = lowRank,
                SharingDown = down,
            },
            expected
        );

    [Fact]
    public void MixPhm_with_the_up_projection_shared() =>
        CheckFormula(new MixPhmMethod { SharingDown = false, SharingUp = true }, 823_360);

    [Fact]
    public void MixPhm_with_both_shared_is_Compacter() => CheckFormula(new MixPhmMethod { SharingUp = true }, 339_520);

    [Theory]
    [InlineData(1, 873_985)]
    [InlineData(2, 873_992)]
    [InlineData(8, 874_496)]
    [InlineData(16, 878_080)]
    public void MixPhm_by_the_number_of_summands(int n, long expected) =>
        CheckFormula(new MixPhmMethod { HypercomplexDivision = n }, expected);

    [Theory]
    [InlineData(1, 0.340)]
    [InlineData(6, 1.230)]
    [InlineData(16, 3.012)]
    public void MixPhm_by_experts(int experts, double millions) =>
        Assert.Equal(millions, Math.Round(new MixPhmMethod { NumExperts = experts }.ClosedForm(Base()) / 1e6, 3));

    [Theory]
    [InlineData(1, 0.175)]
    [InlineData(32, 3.270)]
    public void MixPhm_by_rank(int rank, double millions) =>
        Assert.Equal(millions, Math.Round(new MixPhmMethod { PhmRank = rank }.ClosedForm(Base()) / 1e6, 3));

    private static void CheckFormula(PeftMethod method, long expected) => Assert.Equal(expected, method.ClosedForm(Base()));

    private static void Check(PeftMethod method, long expected)
    {
        var backbone = Base();
        Assert.Empty(method.Validate(backbone));
        Assert.Equal(expected, method.ClosedForm(backbone));
        using var generator = new Generator(1);
        method.Apply(backbone, generator);
        Assert.Equal(expected, PeftMethod.Trainable(backbone).Sum(p => p.parameter.numel()));
    }

    private static VlT5 Base() => new(VlT5Config.Base, device: META);
}
