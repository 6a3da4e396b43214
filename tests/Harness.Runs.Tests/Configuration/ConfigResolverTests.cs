using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Configuration;

public class ConfigResolverTests
{
    [Fact]
    public void Later_layers_win_and_each_value_says_where_it_came_from()
    {
        var config = Experiments.Resolve(Experiments.One, "train.lr=0.5", "train.seed=21");
        string Origin(string path) => config.Values.Single(v => v.Spec.Path == path).Origin;
        Assert.Equal(0.5, config.Config.Train.Lr);
        Assert.Equal(21, config.Config.Train.Seed);
        Assert.Equal(2, config.Config.Method.Int("phm_rank"));
        Assert.Equal(4, config.Config.Method.Int("num_experts"));
        Assert.Equal("command line", Origin("train.lr"));
        Assert.Equal("own.yaml:4", Origin("method.phm_rank"));
        Assert.Equal("default", Origin("method.num_experts"));
    }

    [Theory]
    [InlineData("train.sed=1", "there is no key 'train.sed'; did you mean train.seed?")]
    [InlineData("lr=1", "there is no key 'lr'; did you mean train.lr?")]
    [InlineData("method.name=mixpm", "no method is called 'mixpm'; did you mean mixphm?")]
    [InlineData("method.r=4", ", not of the method chosen.")]
    [InlineData("train.lr=fast", "train.lr is 'fast' but must be a number of at least 0.")]
    [InlineData("train.lr=NaN", "train.lr is 'NaN' but must be a number of at least 0.")]
    [InlineData("train.batch_size=0", "train.batch_size is '0' but must be a whole number of at least 1.")]
    [InlineData("train.batch_size=1.5", "train.batch_size is '1.5' but must be a whole number of at least 1.")]
    [InlineData("method.sharing_up=yes", "method.sharing_up is 'yes' but must be true or false.")]
    [InlineData("train.dropout=1.5", "train.dropout is '1.5' but must be a number from 0 to 1.")]
    [InlineData("scale=huge", "scale is 'huge' but must be one of proxy, full.")]
    [InlineData(
        "train.epochs=3",
        "exactly one of train.epochs (3, command line) and train.max_steps (4, own.yaml:5) must be above 0."
    )]
    [InlineData("train.prompt=what", "train.prompt must contain {0}")]
    [InlineData("nonsense", "'nonsense' is no setting; write key=value")]
    public void A_mistake_is_named_with_what_would_work(string setting, string expected)
    {
        var error = Assert.Throws<UserErrorException>(() => Experiments.Resolve(Experiments.One, setting));
        Assert.Contains(expected, error.Message);
        Assert.Equal(2, error.ExitCode);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var error = Assert.Throws<UserErrorException>(() =>
            Experiments.Resolve(Experiments.One, "train.sed=1", "train.lr=x", "scale=big")
        );
        Assert.Contains("train.sed", error.Message);
        Assert.Contains("train.lr", error.Message);
        Assert.Contains("scale", error.Message);
    }

    [Fact]
    public void What_a_method_says_against_its_options_stands_beside_the_other_mistakes()
    {
        var error = Assert.Throws<UserErrorException>(() =>
            Experiments.Resolve(
                Experiments.One,
                "train.sed=1",
                "method.sharing_up=perhaps",
                "method.num_experts=0",
                "method.inference_level=9",
                "method.non_linearity=gelo",
                "train.epochs=3"
            )
        );
        foreach (
            var part in new[]
            {
                "'train.sed'",
                "method.sharing_up is 'perhaps'",
                "method.num_experts: 0 is below 1.",
                "method.inference_level: 9 does not exist",
                "method.non_linearity: 'gelo' is unknown (did you mean 'gelu'?)",
                "exactly one of train.epochs",
            }
        )
            Assert.Contains(part, error.Message);
    }

    [Fact]
    public void A_missing_required_key_is_named()
    {
        var error = Assert.Throws<UserErrorException>(() =>
            Experiments.Resolve("paper: mixphm\nexperiment: x\nmethod: {name: full}")
        );
        Assert.Contains("scale is missing", error.Message);
        Assert.Contains("train.n_d is missing", error.Message);
    }

    [Fact]
    public void The_stored_form_reads_back_as_the_same_configuration()
    {
        var config = Experiments.Resolve(
            Experiments.One,
            "train.prompt=it's: {0}",
            "dataset.name=",
            "train.lr=1e-7",
            "backbone.weights=true"
        );
        var again = Experiments.Resolve(config.ToYaml());
        Assert.Equal(config.Canonical, again.Canonical);
        Assert.Equal(config.Digest, again.Digest);
    }

    [Fact]
    public void The_digest_changes_with_every_key()
    {
        var config = Experiments.Resolve(Experiments.One);
        var changed = 0;
        foreach (var value in config.Values)
        {
            if (
                Candidates(value).Select(c => TryResolve($"{value.Spec.Path}={c}")).FirstOrDefault(c => c is not null)
                is not { } other
            )
                continue;
            changed++;
            Assert.NotEqual(config.Digest, other.Digest);
        }
        // A few keys have no second value that fits the others (method.name, epochs beside max_steps, names of initialisers).
        Assert.InRange(changed, config.Values.Count - 6, config.Values.Count - 1);
    }

    private static IEnumerable<string> Candidates(ResolvedValue value) =>
        value.Value switch
        {
            int i => [$"{i + 1}", $"{i - 1}"],
            double d => [KeySpec.Format(d / 2 + 0.001)],
            bool b => [b ? "false" : "true"],
            _ when value.Spec.Choices.Count > 0 => value.Spec.Choices.Where(c => c != (string)value.Value),
            _ => [value.Value + "{0}x"],
        };

    private static ResolvedConfig? TryResolve(string setting)
    {
        try
        {
            return Experiments.Resolve(Experiments.One, setting);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    [Theory]
    [InlineData("mixphm", "mixphm")]
    [InlineData("mxphm", "mixphm")]
    [InlineData("LORA", "lora")]
    public void Finds_the_nearest_name(string typed, string expected) =>
        Assert.Equal(expected, NearestName.Of(typed.ToLowerInvariant(), MethodCatalog.Names));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void Counts_edits(string a, string b, int edits) => Assert.Equal(edits, NearestName.Distance(a, b));
}
