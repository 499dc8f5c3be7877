using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Modules;

public class StateTests
{
    private sealed class Net : Module<Tensor, Tensor>
    {
        public readonly Linear fc = nn.Linear(2, 3);
        public readonly BatchNorm1d bn = nn.BatchNorm1d(3);
        public readonly Sequential seq = nn.Sequential(nn.Linear(3, 1, bias: false));

        public override Tensor forward(Tensor input) => seq.call(bn.call(fc.call(input)));
    }

    private sealed class FixtureNet : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1 = nn.Conv2d(1, 2, 3);
        private readonly BatchNorm2d bn = nn.BatchNorm2d(2);
        private readonly Linear fc = nn.Linear(8, 3);

        public override Tensor forward(Tensor input) => fc.call(bn.call(conv1.call(input)).relu().view(-1, 8));
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    [Fact]
    public void Names_stand_in_pytorchs_order()
    {
        var state = new Net().state_dict();
        Assert.Equal(["fc.weight", "fc.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked", "seq.0.weight"], state.Keys);
        Assert.Equal([("", 1L), ("fc", 1), ("bn", 2), ("seq", 1), ("seq.0", 1)], state._metadata.Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public void A_state_shares_memory_and_is_copied_on_loading()
    {
        Net a = new(), b = new();
        var state = a.state_dict();
        Assert.False(state["fc.weight"].requires_grad);
        Assert.Same(a.fc.weight, a.state_dict(keep_vars: true)["fc.weight"]);
        Assert.Equal("<All keys matched successfully>", b.load_state_dict(state).ToString());
        Assert.Equal(a.fc.weight.ToFlatArray<float>(), b.fc.weight.ToFlatArray<float>());
        state["fc.weight"].fill_(5);
        Assert.All(a.fc.weight.ToFlatArray<float>(), v => Assert.Equal(5f, v));
        Assert.All(b.fc.weight.ToFlatArray<float>(), v => Assert.NotEqual(5f, v));
        Assert.True(b.fc.weight.requires_grad);
    }

    [Fact]
    public void What_does_not_fit_is_told_in_pytorchs_words()
    {
        var net = new Net();
        var state = net.state_dict();
        state.Remove("fc.bias");
        state.Remove("bn.running_var");
        state["fc.other"] = zeros(1);
        state["zzz.weight"] = zeros(1);
        state["seq.0.weight"] = zeros(2, 3);
        Assert.Equal("Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: \"fc.bias\", \"bn.running_var\". \n\tUnexpected key(s) in state_dict: \"zzz.weight\", \"fc.other\". \n\t"
            + "size mismatch for seq.0.weight: copying a param with shape torch.Size([2, 3]) from checkpoint, the shape in current model is torch.Size([1, 3]).",
            Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state)).Message);
        Assert.StartsWith("Error(s) in loading state_dict for Net:\n\tsize mismatch for seq.0.weight", Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state, strict: false)).Message, StringComparison.Ordinal);
        state["seq.0.weight"] = zeros(1, 3);
        var (missing, unexpected) = net.load_state_dict(state, strict: false);
        Assert.Equal(["fc.bias", "bn.running_var"], missing);
        Assert.Equal(["zzz.weight", "fc.other"], unexpected);
        Assert.Equal("_IncompatibleKeys(missing_keys=['fc.bias', 'bn.running_var'], unexpected_keys=['zzz.weight', 'fc.other'])", net.load_state_dict(state, strict: false).ToString());
        Assert.Throws<ArgumentException>(() => net.load_state_dict((object)3));
    }

    [Fact]
    public void A_state_that_pytorch_saved_loads()
    {
        var net = new FixtureNet();
        net.load_state_dict(load(Fixture("net.pth")));
        Assert.Equal(0xbad18290u, BitConverter.SingleToUInt32Bits(net.get_parameter("conv1.weight").ToFlatArray<float>()[0]));
        Assert.Equal(2L, net.get_buffer("bn.num_batches_tracked").item<long>());
    }

    [Fact]
    public void Optimiser_states_that_pytorch_saved_load()
    {
        var net = new FixtureNet();
        var adam = optim.Adam(net.parameters(), lr: 1);
        adam.load_state_dict(load(Fixture("optimizer_adam.pth")));
        Assert.Equal(0.01, adam.param_groups[0].lr);
        Assert.Equal((0.9, 0.999), adam.param_groups[0]["betas"]);
        Assert.True(adam.param_groups[0].Flag("amsgrad"));
        var state = adam.state[net.get_parameter("conv1.weight")];
        Assert.Equal(2f, ((Tensor)state["step"]!).item<float>());
        Assert.Equal(0xbc8d9cf4u, BitConverter.SingleToUInt32Bits(((Tensor)state["exp_avg"]!).ToFlatArray<float>()[0]));
        net.call(randn(4, 1, 4, 4)).sum().backward();
        adam.step();
        Assert.Equal(3f, ((Tensor)state["step"]!).item<float>());
        var sgd = optim.SGD(net.parameters(), lr: 1);
        sgd.load_state_dict(load(Fixture("optimizer_sgd.pth")));
        Assert.Equal(0.9, sgd.param_groups[0].Number("momentum"));
        Assert.IsAssignableFrom<Tensor>(sgd.state[net.parameters()[0]]["momentum_buffer"]);
    }

    [Fact]
    public void States_come_back_from_both_formats()
    {
        string folder = Directory.CreateTempSubdirectory("taimatsu").FullName;
        try
        {
            Net a = new(), b = new(), c = new();
            var adam = optim.Adam(a.parameters(), lr: 0.01);
            a.call(randn(4, 2)).sum().backward();
            adam.step();
            a.save(Path.Combine(folder, "net.dat"));
            b.load(Path.Combine(folder, "net.dat"));
            save(a.state_dict(), Path.Combine(folder, "net.pth"));
            c.load_state_dict(load(Path.Combine(folder, "net.pth")));
            foreach (var (name, tensor) in a.state_dict())
            {
                Assert.Equal(tensor.ToFlatArray<float>(), b.state_dict()[name].ToFlatArray<float>());
                Assert.Equal(tensor.ToFlatArray<float>(), c.state_dict()[name].ToFlatArray<float>());
            }
            save(adam.state_dict(), Path.Combine(folder, "adam.pth"));
            var other = optim.Adam(b.parameters(), lr: 5);
            other.load_state_dict(load(Path.Combine(folder, "adam.pth")));
            Assert.Equal(adam.ToString(), other.ToString());
            Assert.Equal(((Tensor)adam.state[a.fc.weight]["exp_avg_sq"]!).ToFlatArray<float>(), ((Tensor)other.state[b.fc.weight]["exp_avg_sq"]!).ToFlatArray<float>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
