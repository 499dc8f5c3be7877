using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Modules;

public class ModuleTests
{
    private sealed class Net : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1 = nn.Conv2d(1, 6, 3);
        private readonly Conv2d conv2 = nn.Conv2d(6, 16, 3);
        private readonly Linear fc1 = nn.Linear(16 * 6 * 6, 120);
        private readonly Linear fc2 = nn.Linear(120, 84);
        private readonly Linear fc3 = nn.Linear(84, 10);

        public override Tensor forward(Tensor x)
        {
            x = nn.functional.max_pool2d(conv1.call(x).relu(), (2, 2));
            x = nn.functional.max_pool2d(conv2.call(x).relu(), 2);
            x = x.view(-1, 16 * 6 * 6);
            x = fc1.call(x).relu();
            x = fc2.call(x).relu();
            return fc3.call(x);
        }
    }

    [Fact]
    public void The_tutorials_net_prints_as_in_the_tutorial() => Assert.Equal("""
        Net(
          (conv1): Conv2d(1, 6, kernel_size=(3, 3), stride=(1, 1))
          (conv2): Conv2d(6, 16, kernel_size=(3, 3), stride=(1, 1))
          (fc1): Linear(in_features=576, out_features=120, bias=True)
          (fc2): Linear(in_features=120, out_features=84, bias=True)
          (fc3): Linear(in_features=84, out_features=10, bias=True)
        )
        """.ReplaceLineEndings("\n"), new Net().ToString());

    [Fact]
    public void The_tutorials_net_has_ten_parameters_and_runs()
    {
        var net = new Net();
        var parameters = net.parameters();
        Assert.Equal(10, parameters.Count);
        Assert.Equal("torch.Size([6, 1, 3, 3])", parameters[0].size().ToString());
        Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"],
            net.named_parameters().Select(p => p.name));
        var output = net.call(randn(1, 1, 32, 32));
        Assert.Equal("AddmmBackward0", output.grad_fn!.Name);
        Assert.Null(net.get_parameter("conv1.bias").grad);
        output.backward(randn(1, 10));
        Assert.All(parameters, p => Assert.NotNull(p.grad));
        net.zero_grad(set_to_none: false);
        Assert.All(parameters[0].grad!.ToFlatArray<float>(), g => Assert.Equal(0f, g));
        net.zero_grad();
        Assert.All(parameters, p => Assert.Null(p.grad));
    }

    private class Base : Module<Tensor, Tensor>
    {
        public Parameter scale { get; set; } = new(ones(2));
        protected Tensor note = zeros(3);

        protected Base() { }

        protected Base(string name) : base(name) { }

        public override Tensor forward(Tensor x) => x * scale;
    }

    private sealed class Derived : Base
    {
        public Module? head;
        private readonly Linear _handle = nn.Linear(1, 1);
        [ComponentName(Name = "tail")] private readonly Linear _tail = nn.Linear(1, 1, bias: false);

        public Derived()
        {
            register_buffer("steps", zeros(1, dtype: int64));
            register_buffer("scratch", zeros(2), persistent: false);
            register_module("named", _handle);
        }

        public Derived(string name) : base(name) { }

        public void MakeBuffers() => RegisterComponents();
    }

    [Fact]
    public void Fields_are_found_without_a_call_and_followed()
    {
        var net = new Derived();
        Assert.Equal(["scale", "tail.weight", "named.weight", "named.bias"], net.named_parameters().Select(p => p.name));
        net.head = nn.Sequential(nn.Linear(2, 2, bias: false));
        Assert.Contains("head.0.weight", net.named_parameters().Select(p => p.name));
        net.scale = new Parameter(zeros(2));
        Assert.Same(net.scale, net.parameters()[0]);
        net.head = null;
        Assert.DoesNotContain("head.0.weight", net.named_parameters().Select(p => p.name));
        Assert.Equal(["steps", "scratch"], net.named_buffers().Select(b => b.name));
        Assert.Equal(["steps"], net.named_buffers(include_nonpersistent: false).Select(b => b.name));
        net.MakeBuffers();
        Assert.Contains("note", net.named_buffers().Select(b => b.name));
    }

    [Fact]
    public void A_name_is_kept_and_the_class_is_printed()
    {
        var net = new Derived("mine");
        Assert.Equal("mine", net.GetName());
        Assert.StartsWith("Derived(", net.ToString(), StringComparison.Ordinal);
        Assert.Equal("Derived has no attribute `nothing` that is a nn.Parameter", Assert.Throws<ArgumentException>(() => net.get_parameter("nothing")).Message);
    }

    [Fact]
    public void Shared_modules_and_parameters_are_listed_once()
    {
        var shared = nn.Linear(2, 2);
        var net = nn.Sequential(("a", shared), ("b", shared));
        Assert.Equal(["a.weight", "a.bias"], net.named_parameters().Select(p => p.name));
        Assert.Equal(["", "a"], net.named_modules().Select(m => m.name));
        Assert.Equal(2, net.Count);
    }

    [Fact]
    public void Names_are_checked_as_in_pytorch()
    {
        var net = new Derived();
        Assert.Equal("buffer name can't contain \".\", got: a.b", Assert.Throws<ArgumentException>(() => net.register_buffer("a.b", zeros(1))).Message);
        Assert.Equal("parameter name can't be empty string \"\"", Assert.Throws<ArgumentException>(() => net.register_parameter("", null)).Message);
        Assert.Equal("attribute 'steps' already exists", Assert.Throws<ArgumentException>(() => net.register_module("steps", null)).Message);
    }

    [Fact]
    public void Training_mode_reaches_all_modules()
    {
        var net = nn.Sequential(nn.Sequential(nn.Identity()), nn.Linear(1, 1));
        Assert.True(net.training);
        net.eval();
        Assert.All(net.modules(), m => Assert.False(m.training));
        net.train();
        Assert.All(net.modules(), m => Assert.True(m.training));
    }

    [Fact]
    public void Moves_keep_parameters_and_fields_the_same_objects()
    {
        var net = new Derived();
        var scale = net.scale;
        net.call(ones(2)).sum().backward();
        Derived same = net.to(float64);
        Assert.Same(net, same);
        Assert.Same(scale, net.parameters()[0]);
        Assert.Equal(float64, scale.dtype);
        Assert.Equal(float64, scale.grad!.dtype);
        Assert.Equal(int64, net.get_buffer("steps").dtype);
        Assert.Equal(float64, net.get_buffer("scratch").dtype);
        Assert.True(scale.requires_grad);
        net.call(ones(2, dtype: float64)).sum().backward();
        Assert.Equal([2.0, 2.0], scale.grad!.ToFlatArray<double>());
        Assert.Equal("nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int64", Assert.Throws<ArgumentException>(() => net.to(int64)).Message);
    }

    [Fact]
    public void Apply_visits_children_first()
    {
        var seen = new List<string>();
        nn.Sequential(nn.Linear(1, 1), nn.Identity()).apply(m => seen.Add(m.GetName()));
        Assert.Equal(["Linear", "Identity", "Sequential"], seen);
    }
}
