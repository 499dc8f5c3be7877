using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Optimizers;

public class AdaptiveTests
{
    [Fact]
    public void Adam_walks_as_in_pytorch()
    {
        Check("adam", p => optim.Adam(p, lr: 0.1), [0.100000009, -0.860003412, 1.599999905, -0.274999976, -2.602306843, 0.610132933, 1.603580952, 2.602077723, -4.400838852]);
        Check("amsgrad", p => optim.Adam(p, lr: 0.1, betas: (0.8, 0.9), weight_decay: 0.05, amsgrad: true), [0.100208528, -0.860297382, 1.600057602, -0.274398237, -2.602425814, 0.609716475, 1.603673458, 2.602185726, -4.400973797]);
        Check("maximize", p => optim.Adam(p, lr: 0.1, beta1: 0.9, maximize: true), [0.899271607, -1.650000095, 2.401132822, 0.515190542, -3.399999619, 1.400610209, 2.401161194, 3.400999308, -3.601445913]);
        Check("adamw", p => optim.AdamW(p, lr: 0.1, weight_decay: 0.1), [0.086421967, -0.817784846, 1.527367473, -0.273915738, -2.490523815, 0.578199506, 1.531727672, 2.490647078, -4.236988544]);
    }

    [Fact]
    public void Rmsprop_walks_as_in_pytorch()
    {
        Check("plain", p => optim.RMSprop(p, lr: 0.05), [-0.36935845, -0.425911427, 0.740712166, -0.405559629, -1.782181859, 0.262501717, 0.970072746, 1.847274065, -5.543166161]);
        Check("centered", p => optim.RMSprop(p, lr: 0.05, centered: true, weight_decay: 0.01), [-0.368050277, -0.421341985, 0.729833543, -0.401387751, -1.770599961, 0.253197849, 0.960661411, 1.836558938, -5.562333584]);
        Check("momentum", p => optim.RMSProp(p, lr: 0.05, momentum: 0.9), [-0.924606204, 0.622728646, -0.962946594, -0.26428315, -0.029853117, -1.2161268, -0.521227717, 0.202340871, -7.861303806]);
        Check("both", p => optim.RMSprop(p, lr: 0.05, momentum: 0.9, centered: true, alpha: 0.9), [-0.585167825, -0.234934404, 0.798170328, -0.660198689, -1.831874132, 0.033130515, 0.897604704, 1.850080132, -5.291460037]);
    }

    [Fact]
    public void Adagrad_walks_as_in_pytorch()
        => Check("adagrad", p => optim.Adagrad(p, lr: 0.1, lr_decay: 0.1, weight_decay: 0.01, initial_accumulator_value: 0.2), [0.274748564, -1.035447955, 1.750995159, -0.045760117, -2.759984016, 0.844108701, 1.769474864, 2.758322716, -4.255294323]);

    [Fact]
    public void The_other_variants_walk_as_in_pytorch()
    {
        Check("adadelta", p => optim.Adadelta(p, lr: 0.7, weight_decay: 0.01), [0.489820808, -1.241635323, 1.990523338, 0.113725252, -2.991149187, 0.990898788, 1.990881085, 2.990875483, -4.00914526]);
        Check("adamax", p => optim.Adamax(p, lr: 0.05, weight_decay: 0.01), [0.309808999, -1.070421219, 1.803099275, -0.053655267, -2.807974577, 0.814539254, 1.807442427, 2.804936886, -4.196689606]);
        // The several-tensor loop of PyTorch 1.13 and both of 2.x; the single-tensor one of 1.13 counted the momentum twice.
        Check("nadam", p => optim.NAdam(p, lr: 0.05, weight_decay: 0.01), [0.327544361, -1.098701, 1.832516313, -0.055873215, -2.839712381, 0.843155384, 1.838930368, 2.837548256, -4.167164326]);
        Check("radam", p => optim.RAdam(p, lr: 0.05, weight_decay: 0.01), [0.325253993, -0.997624338, 1.467009544, 0.039880157, -2.32907486, 0.920194089, 1.709210753, 2.374505758, -5.36959362], 8);
    }

    [Fact]
    public void Adam_prints_as_in_pytorch() => Assert.Equal("Adam (\nParameter Group 0\n    amsgrad: False\n    betas: (0.9, 0.999)\n    capturable: False\n    decoupled_weight_decay: False\n    differentiable: False\n    eps: 1e-08\n    foreach: None\n"
        + "    fused: None\n    lr: 0.001\n    maximize: False\n    weight_decay: 0\n)", optim.Adam([ones(1, requires_grad: true)]).ToString());

    [Fact]
    public void Settings_are_checked_as_in_pytorch()
    {
        var p = ones(1, requires_grad: true);
        Assert.Equal("Invalid beta parameter at index 1: 1.0", Assert.Throws<ArgumentException>(() => optim.Adam([p], betas: (0.9, 1.0))).Message);
        Assert.Equal("Invalid epsilon value: -1.0", Assert.Throws<ArgumentException>(() => optim.RMSprop([p], eps: -1)).Message);
    }

    private static void Check(string name, Func<Parameter[], Optimizer> create, double[] expected, int steps = 4) => Trajectory.Check(name, expected, Trajectory.Run(create, steps).End);
}
