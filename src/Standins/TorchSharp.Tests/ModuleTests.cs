using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class ModuleTests
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Linear fc;
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor mask = zeros(2);
        private readonly Tensor hidden = zeros(3);
        private readonly Linear[] ignored = [nn.Linear(1, 1)];

        public Block(bool register = true) : base(nameof(Block))
        {
            fc = nn.Linear(2, 2);
            register_buffer("cache", hidden, persistent: false);
            if (register)
                RegisterComponents();
        }

        public Parameter Scale => scale;
        public Linear[] Ignored => ignored;
        public Tensor Mask => mask;

        public override Tensor forward(Tensor input) => fc.call(input) * scale;
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly Linear second;

        public Tied() : base(nameof(Tied))
        {
            first = nn.Linear(2, 2, hasBias: false);
            second = nn.Linear(first.weight);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => second.call(first.call(input));
    }

    private sealed class Two() : nn.Module<Tensor, Tensor, Tensor>(nameof(Two))
    {
        public override Tensor forward(Tensor input1, Tensor input2) => input1 + input2;
    }

    [Fact]
    public void Fields_are_registered_under_their_names()
    {
        using var block = new Block();
        Assert.Equal(["scale", "fc.weight", "fc.bias"], block.named_parameters().Select(p => p.name));
        Assert.Equal(["scale", "fc.weight", "fc.bias", "mask", "hidden"], block.state_dict().Keys);
        Assert.Equal(["fc"], block.named_children().Select(c => c.name));
        Assert.Same(block.Scale, block.get_parameter("scale"));
        Assert.NotNull(block.get_parameter("fc.bias"));
        Assert.Null(block.get_parameter("fc.nothing"));
        Assert.True(block.has_buffer("mask"));
        Assert.False(block.has_parameter("mask"));
    }

    [Fact]
    public void A_parent_registers_the_fields_of_its_children()
    {
        using var block = new Block(register: false);
        Assert.Empty(block.parameters());
        using var list = nn.ModuleList(block);
        using var parent = new Parent(list);
        Assert.Equal(["blocks.0.scale", "blocks.0.fc.weight", "blocks.0.fc.bias"], parent.named_parameters().Select(p => p.name));
    }

    private sealed class Parent : nn.Module
    {
        private readonly nn.Module blocks;

        public Parent(nn.Module blocks) : base(nameof(Parent))
        {
            this.blocks = blocks;
            RegisterComponents();
        }

        public nn.Module Blocks => blocks;
    }

    [Fact]
    public void Collections_name_their_items()
    {
        using var list = new Parent(nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 1, hasBias: false)));
        Assert.Equal(["blocks.0.weight", "blocks.0.bias", "blocks.1.weight"], list.state_dict().Keys);
        using var dictionary = new Parent(nn.ModuleDict(("q", nn.Linear(1, 1)), ("v", nn.Linear(1, 1))));
        Assert.Equal(["blocks.q.weight", "blocks.q.bias", "blocks.v.weight", "blocks.v.bias"], dictionary.state_dict().Keys);
        using var parameters = new Parent(nn.ParameterList(nn.Parameter(zeros(1)), nn.Parameter(zeros(2))));
        Assert.Equal(["blocks.0", "blocks.1"], parameters.named_parameters().Select(p => p.name));
        using var sequential = nn.Sequential(("a", nn.Linear(1, 1)), ("b", nn.ReLU()));
        Assert.Equal(["a.weight", "a.bias"], sequential.state_dict().Keys);
        Assert.Equal(["0.weight", "0.bias"], nn.Sequential(nn.Linear(1, 1)).state_dict().Keys);
    }

    [Fact]
    public void A_shared_tensor_is_one_parameter_with_two_names_in_the_state()
    {
        using var tied = new Tied();
        Assert.Equal(["first.weight"], tied.named_parameters().Select(p => p.name));
        Assert.Equal(["first.weight", "second.weight"], tied.state_dict().Keys);
    }

    [Fact]
    public void Registration_is_strict()
    {
        using var module = new Two();
        module.register_parameter("w", nn.Parameter(zeros(1)));
        Assert.Throws<InvalidOperationException>(() => module.register_parameter("w", nn.Parameter(zeros(1))));
        Assert.Throws<ArgumentNullException>(() => module.register_parameter("x", null!));
        Assert.Throws<ArgumentException>(() => module.register_module("a.b", nn.Linear(1, 1)));
        Assert.Throws<ArgumentException>(() => module.register_module("", nn.Linear(1, 1)));
        module.register_module("l", nn.Linear(1, 1));
        Assert.Throws<InvalidOperationException>(() => module.register_module("l", nn.Linear(1, 1)));
        module.register_module("l", null!);
        Assert.Empty(module.children());
        Assert.Throws<InvalidOperationException>(() => nn.ReLU().register_parameter("w", nn.Parameter(zeros(1))));
    }

    [Fact]
    public void State_moves_between_modules()
    {
        using var from = nn.Linear(2, 2);
        using var to = nn.Linear(2, 2).to(float64);
        to.load_state_dict(from.state_dict());
        Assert.True(to.weight.to(float32).Equals(from.weight));
        Assert.Equal(ScalarType.Float64, to.weight.dtype);
        var partial = new Dictionary<string, Tensor> { ["weight"] = zeros(2, 2), ["extra"] = zeros(1) };
        Assert.Throws<InvalidOperationException>(() => to.load_state_dict(partial));
        var (missing, unexpected) = to.load_state_dict(partial, strict: false);
        Assert.Equal(["bias"], missing);
        Assert.Equal(["extra"], unexpected);
        to.weight.Near(0, 0, 0, 0);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() =>
            to.load_state_dict(new() { ["weight"] = zeros(3, 3), ["bias"] = zeros(2) }));
    }

    [Fact]
    public void A_module_on_disk_comes_back()
    {
        using var stream = new MemoryStream();
        using var a = new Block();
        using var writer = new BinaryWriter(stream);
        a.save(writer);
        stream.Position = 0;
        using var b = new Block();
        b.load(new BinaryReader(stream));
        foreach (var (key, value) in a.state_dict())
            Assert.True(value.Equals(b.state_dict()[key]), key);
        stream.Position = 0;
        using var other = nn.Linear(1, 1);
        Assert.Throws<ArgumentException>(() => other.load(new BinaryReader(stream)));
    }

    [Theory, Cpu, Cuda]
    public void Conversion_replaces_tensors_everywhere(string device)
    {
        using var block = new Block();
        block.Scale.requires_grad = false;
        block.to(device).@double();
        Assert.All(block.state_dict().Values, t => Assert.Equal(ScalarType.Float64, t.dtype));
        Assert.Equal(new Device(device).type, block.Scale.device_type);
        Assert.Same(block.Scale, block.get_parameter("scale"));
        Assert.Same(block.Mask, block.get_buffer("mask"));
        Assert.False(block.Scale.requires_grad);
        block.call(ones(1, 2, dtype: float64, device: device));
    }

    [Fact]
    public void Modes_reach_all_modules()
    {
        using var model = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Dropout(0.5)));
        model.eval();
        Assert.All(model.modules(), m => Assert.False(m.training));
        ones(4).Near(1, 1, 1, 1);
        model.call(ones(4)).Near(1, 1, 1, 1);
        model.train();
        Assert.All(model.modules(), m => Assert.True(m.training));
        var visited = 0;
        model.apply(_ => visited++);
        Assert.Equal(4, visited);
    }

    [Fact]
    public void Hooks_see_calls_and_may_change_them()
    {
        using var module = new Two();
        var log = new List<string>();
        module.register_forward_pre_hook((_, a, b) => (a + 1, b));
        var after = module.register_forward_hook((_, _, _, result) => result * 10);
        module.register_forward_hook(_ => log.Add("after"));
        module.call(zeros(1), ones(1)).Near(20);
        after.remove();
        module.call(zeros(1), ones(1)).Near(2);
        module.forward(zeros(1), ones(1)).Near(1);
        Assert.Equal(["after", "after"], log);
    }

    [Fact]
    public void Counting_a_model_on_the_meta_device_allocates_nothing()
    {
        using var model = nn.Sequential(nn.Linear(100_000, 100_000, device: META), nn.LayerNorm(100_000, device: META));
        Assert.Equal(100_000L * 100_000 + 3 * 100_000, model.parameters().Sum(p => p.numel()));
        Assert.All(model.parameters(), p => Assert.True(p.is_meta));
    }

    [Fact]
    public void Gradients_can_be_removed_and_disposing_ends_the_weights()
    {
        var linear = nn.Linear(2, 1);
        linear.call(ones(1, 2)).sum().backward();
        Assert.NotNull(linear.weight.grad);
        linear.zero_grad();
        Assert.Null(linear.weight.grad);
        var weight = linear.weight;
        linear.Dispose();
        Assert.True(weight.IsInvalid);
    }
}
