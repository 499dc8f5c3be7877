using Taimatsu.Modules;
using static Taimatsu.torch;
using L = Taimatsu.torch.optim.lr_scheduler;

namespace Taimatsu.Tests.Optimizers;

public class ScheduleTests
{
    // PyTorch's rates of the first group (0.1 at first) from the creation on, and the last one of the second group (0.5 at first).
    public static TheoryData<string, double[], double> Rates => new()
    {
        { "step", [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.00625], 0.03125 },
        { "multi", [0.1, 0.1, 0.03, 0.03, 0.03, 0.0026999999999999997, 0.0026999999999999997, 0.0026999999999999997, 0.0026999999999999997, 0.0008099999999999998, 0.0008099999999999998, 0.0008099999999999998, 0.0008099999999999998], 0.00405 },
        { "exp", [0.1, 0.09, 0.081, 0.0729, 0.06561, 0.059049, 0.0531441, 0.04782969, 0.043046721, 0.0387420489, 0.03486784401, 0.031381059609, 0.0282429536481], 0.14121476824050008 },
        { "lambda", [0.1, 0.05, 0.03333333333333333, 0.025, 0.02, 0.016666666666666666, 0.014285714285714285, 0.0125, 0.011111111111111112, 0.01, 0.009090909090909092, 0.008333333333333333, 0.007692307692307693], 0.038461538461538464 },
        { "mult", [0.1, 0.081, 0.06642, 0.0551286, 0.046308024, 0.0393618204, 0.033851165544, 0.02945051402328, 0.02591645234048642, 0.02306564258303292, 0.02075907832472963, 0.01889076127550396, 0.017379500373463645], 0.0868975018673182 },
        { "const", [0.025, 0.025, 0.025, 0.025, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 0.5 },
        { "lin", [0.025, 0.04125, 0.0575, 0.07375, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09], 0.45 },
        { "poly", [0.1, 0.081, 0.064, 0.049, 0.036, 0.025, 0.016, 0.009, 0.004, 0.001, 0.0, 0.0, 0.0], 0.0 },
        { "cos", [0.1, 0.09140576474687263, 0.06890576474687263, 0.04109423525312736, 0.018594235253127367, 0.01, 0.018594235253127367, 0.04109423525312739, 0.06890576474687267, 0.09140576474687269, 0.1, 0.09140576474687272, 0.06890576474687268], 0.3307091636218623 },
        { "warm", [0.1, 0.0775, 0.0325, 0.1, 0.09397114317029975, 0.0775, 0.055, 0.0325, 0.01602885682970026, 0.1, 0.09846666218300808, 0.09397114317029975, 0.08681980515339464], 0.4282411613907041 },
        { "seq", [0.01, 0.01, 0.1, 0.1, 0.09, 0.081, 0.0729, 0.06561, 0.059049, 0.0531441, 0.04782969, 0.043046721, 0.0387420489], 0.19371024450000007 },
        { "chain", [0.01, 0.009, 0.081, 0.0729, 0.06561, 0.059049, 0.0531441, 0.04782969, 0.043046721, 0.0387420489, 0.03486784401, 0.031381059609, 0.0282429536481], 0.14121476824050008 },
    };

    private static LRScheduler Create(string name, Optimizer o) => name switch
    {
        "step" => L.StepLR(o, 3, gamma: 0.5),
        "multi" => L.MultiStepLR(o, [2, 5, 5, 9], gamma: 0.3),
        "exp" => L.ExponentialLR(o, 0.9),
        "lambda" => L.LambdaLR(o, e => 1.0 / (1 + e)),
        "mult" => L.MultiplicativeLR(o, e => 0.8 + 0.01 * e),
        "const" => L.ConstantLR(o, 0.25, 4),
        "lin" => L.LinearLR(o, 0.25, 0.9, 4),
        "poly" => L.PolynomialLR(o, 10, 2),
        "cos" => L.CosineAnnealingLR(o, 5, 0.01),
        "warm" => L.CosineAnnealingWarmRestarts(o, 3, 2, 0.01),
        "seq" => L.SequentialLR(o, [L.ConstantLR(o, 0.1, 2), L.ExponentialLR(o, 0.9)], [3]),
        "chain" => L.ChainedScheduler([L.ConstantLR(o, 0.1, 2), L.ExponentialLR(o, 0.9)]),
        _ => throw new ArgumentException(name),
    };

    private static Optimizer TwoGroups() => optim.SGD([new ParamGroup([ones(1, requires_grad: true)]), new ParamGroup([ones(1, requires_grad: true)], lr: 0.5)], lr: 0.1);

    [Theory]
    [MemberData(nameof(Rates))]
    public void Rates_are_pytorchs(string name, double[] expected, double lastOfSecond)
    {
        var optimizer = TwoGroups();
        var schedule = Create(name, optimizer);
        for (int i = 0; i < expected.Length; i++)
        {
            if (i > 0) schedule.step();
            Assert.True(Math.Abs(expected[i] - optimizer.param_groups[0].lr) <= 1e-15, $"{name}, epoch {i}: expected {expected[i]:R}, got {optimizer.param_groups[0].lr:R}");
            Assert.Equal(optimizer.param_groups.Select(g => g.lr), schedule.get_last_lr());
        }
        Assert.Equal(lastOfSecond, optimizer.param_groups[1].lr, 1e-15);
    }

    [Fact]
    public void A_schedule_goes_on_from_its_state()
    {
        var first = TwoGroups();
        var a = L.CosineAnnealingLR(first, 5, 0.01);
        for (int i = 0; i < 3; i++) a.step();
        var second = TwoGroups();
        var b = L.CosineAnnealingLR(second, 5, 0.01);
        second.load_state_dict(first.state_dict());
        b.load_state_dict(a.state_dict());
        a.step();
        b.step();
        Assert.Equal(a.get_last_lr(), b.get_last_lr());
        Assert.Equal(0.018594235253127367, second.param_groups[0].lr, 1e-15);
    }

    [Fact]
    public void The_rate_falls_when_a_measure_stops_improving()
    {
        var optimizer = TwoGroups();
        var schedule = L.ReduceLROnPlateau(optimizer, patience: 1, cooldown: 1, factor: 0.5, min_lr: [0.02]);
        double[] measures = [1, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8];
        double[] expected = [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.02, 0.02, 0.02, 0.02];
        for (int i = 0; i < measures.Length; i++)
        {
            schedule.step(measures[i]);
            Assert.True(Math.Abs(expected[i] - optimizer.param_groups[0].lr) < 1e-15, $"epoch {i}: expected {expected[i]}, got {optimizer.param_groups[0].lr}");
        }
    }

    [Fact]
    public void Resuming_needs_the_initial_rate()
        => Assert.Equal("param 'initial_lr' is not specified in param_groups[0] when resuming an optimizer", Assert.Throws<ArgumentException>(() => L.StepLR(TwoGroups(), 3, last_epoch: 4)).Message);
}
