using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Optimizers;

public class SgdTests
{
    [Fact]
    public void Trajectories_are_pytorchs()
    {
        Check("plain", p => optim.SGD(p, lr: 0.1), [0.237559974, -0.910614967, 1.221709967, -0.008477504, -2.058790207, 0.890039086, 1.594931483, 2.156763077, -6.886063099]);
        Check("momentum", p => optim.SGD(p, lr: 0.1, momentum: 0.9, weight_decay: 0.01), [-0.056372933, -0.441953629, 0.27412495, -0.138997376, -0.827534556, 0.743549466, 1.069749713, 1.068949342, -10.570713997]);
        Check("dampening", p => optim.SGD(p, learningRate: 0.1, momentum: 0.9, dampening: 0.5), [0.112614997, -0.642006874, 0.759433806, -0.049089689, -1.396628618, 0.822403669, 1.324329972, 1.549435258, -7.832756042]);
        Check("nesterov", p => optim.SGD(p, lr: 0.1, momentum: 0.9, nesterov: true, maximize: true), [1.620868683, -2.920599222, 5.51355505, 0.647696912, -7.462067127, 1.436454296, 4.141720295, 9.066601753, -0.575066745]);
    }

    [Fact]
    public void Prints_as_pytorch_prints()
    {
        var net = nn.Linear(1, 1);
        Assert.Equal("SGD (\nParameter Group 0\n    dampening: 0\n    differentiable: False\n    foreach: None\n    fused: None\n    lr: 0.01\n    maximize: False\n    momentum: 0.9\n    nesterov: False\n    weight_decay: 0\n)",
            optim.SGD(net.parameters(), lr: 0.01, momentum: 0.9).ToString());
    }

    [Fact]
    public void Groups_have_settings_of_their_own()
    {
        Parameter a = new(ones(1)), b = new(ones(1));
        var sgd = optim.SGD([new ParamGroup([a]), new ParamGroup([b]) { ["lr"] = 0.5 }], lr: 0.1);
        (a * 1 + b * 1).sum().backward();
        sgd.step();
        Assert.Equal(0.9f, a.item<float>());
        Assert.Equal(0.5f, b.item<float>());
        sgd.param_groups[0].lr = 1;
        sgd.step();
        Assert.Equal(-0.1f, a.item<float>(), 1e-6f);
        Assert.Equal("some parameters appear in more than one parameter group", Assert.Throws<ArgumentException>(() => sgd.add_param_group(new ParamGroup([a]))).Message);
        Assert.Equal("can't optimize a non-leaf Tensor", Assert.Throws<ArgumentException>(() => sgd.add_param_group(new ParamGroup([a * 2]))).Message);
        Assert.Equal("optimizer got an empty parameter list", Assert.Throws<ArgumentException>(() => optim.SGD(Array.Empty<Tensor>(), lr: 0.1)).Message);
        Assert.Equal("Invalid learning rate: -1.0", Assert.Throws<ArgumentException>(() => optim.SGD([a], lr: -1)).Message);
    }

    [Fact]
    public void Any_layout_type_and_length_steps_alike()
    {
        foreach (int length in new[] { 1, 7, 8, 33, 20_000 })
            foreach (var type in new[] { float32, float64 })
            {
                var values = tensor(Enumerable.Range(0, length).Select(i => (double)i).ToArray()).to(type);
                Parameter straight = new(values.clone()), strided = new(full([length, 2], 5, dtype: type).select(1, 0));
                using (no_grad()) strided.copy_(values);
                straight.grad = full(length, 0.5, dtype: type);
                strided.grad = full(1, 0.5, dtype: type).expand(length);
                var sgd = optim.SGD([straight, strided], lr: 0.25, momentum: 0.5);
                sgd.step();
                sgd.step();
                double[] expected = [.. Enumerable.Range(0, length).Select(i => i - 0.125 - 0.1875)];
                Assert.Equal(expected, straight.ToFlatArray<double>());
                Assert.Equal(expected, strided.ToFlatArray<double>());
            }
    }

    [Fact]
    public void Sixteen_bit_parameters_step_in_single_precision()
    {
        var p = new Parameter(full(40, 1, dtype: bfloat16)) { grad = full(40, 0.5, dtype: bfloat16) };
        optim.SGD([p], lr: 1).step();
        Assert.All(p.ToFlatArray<float>(), v => Assert.Equal(0.5f, v));
        Assert.Equal(bfloat16, p.dtype);
    }

    [Fact]
    public void A_closure_computes_the_loss_anew()
    {
        var p = new Parameter(ones(1));
        var sgd = optim.SGD([p], lr: 0.5);
        var loss = sgd.step(() =>
        {
            sgd.zero_grad();
            var l = (p * p).sum();
            l.backward();
            return l;
        });
        Assert.Equal(1f, loss!.item<float>());
        Assert.Equal(0f, p.item<float>());
    }

    [Fact]
    public void State_goes_over_to_another_optimiser()
    {
        Parameter p = new(torch.tensor(new[] { 0.5f, -1.25f, 2f, 0.125f, -3f })), q = new(torch.tensor(new[] { 1f, 2f, 3f, -4f }).view(2, 2));
        var first = optim.SGD([p, q], lr: 0.1, momentum: 0.9, weight_decay: 0.01);
        for (int i = 0; i < 2; i++) Trajectory.Step(first, p, q, i);
        var second = optim.SGD([p, q], lr: 7);
        second.load_state_dict(first.state_dict());
        Assert.Equal(first.ToString(), second.ToString());
        for (int i = 2; i < 4; i++) Trajectory.Step(second, p, q, i);
        Trajectory.Check("resumed", [-0.056372933, -0.441953629, 0.27412495, -0.138997376, -0.827534556, 0.743549466, 1.069749713, 1.068949342, -10.570713997], [.. p.ToFlatArray<float>(), .. q.ToFlatArray<float>()]);
        Assert.Equal("loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
            Assert.Throws<ArgumentException>(() => optim.SGD([p], lr: 1).load_state_dict(first.state_dict())).Message);
    }

    private static void Check(string name, Func<Parameter[], Optimizer> create, double[] expected) => Trajectory.Check(name, expected, Trajectory.Run(create).End);
}
