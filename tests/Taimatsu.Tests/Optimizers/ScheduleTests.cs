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

    // PyTorch's rates of the first group, and the last rate of the second group and the last momentum.
    public static TheoryData<string, double[], double, double> Cycles => new()
    {
        { "one", [0.016000000000000014, 0.1399158616878332, 0.3517140636488515, 0.39776617418036475, 0.3732051879365647, 0.3246982615799052, 0.25895159907804133, 0.18505484106679002, 0.11322439928347969, 0.05339101207553224, 0.01382679497015809, 1.6e-06], 1.6e-06, 0.95 },
        { "onelin", [0.016, 0.20800000000000002, 0.4, 0.35555573333333335, 0.31111146666666667, 0.2666672, 0.22222293333333334, 0.17777866666666667, 0.13333440000000002, 0.08889013333333334, 0.04444586666666667, 1.599999999990498e-06], 7.99999999995249e-07, 0.95 },
        { "three", [0.016000000000000014, 0.07796193824785769, 0.2238552343306877, 0.35951497780410757, 0.39738137025332276, 0.31301404635950614, 0.1608667864689668, 0.03914103976835423, 0.015459831857451324, 0.010189884990184611, 0.0031802050166750556, 1.6e-06], 1.6e-06, 0.95 },
        { "cyc", [0.1, 0.2333333333333333, 0.3666666666666666, 0.4999999999999999, 0.29999999999999993, 0.1, 0.23333333333333348, 0.3666666666666666, 0.4999999999999999, 0.30000000000000016, 0.1, 0.23333333333333348], 0.23333333333333348, 0.8666666666666667 },
        { "cyc2", [0.1, 0.30000000000000004, 0.5, 0.30000000000000004, 0.1, 0.2, 0.30000000000000004, 0.2, 0.1, 0.15000000000000002, 0.2, 0.15000000000000002], 0.15000000000000002, 0.8875000000000001 },
        { "cycexp", [0.1, 0.28, 0.42400000000000004, 0.24580000000000002, 0.1, 0.21809800000000001, 0.31257640000000003, 0.19565938000000002, 0.1, 0.17748409780000002, 0.23947137604000004, 0.16276211921800002], 0.16276211921800002, 0.8843094701955 },
    };

    [Theory]
    [MemberData(nameof(Cycles))]
    public void Cycles_are_pytorchs(string name, double[] expected, double lastOfSecond, double momentum)
    {
        var o = optim.SGD([new ParamGroup([ones(1, requires_grad: true)]), new ParamGroup([ones(1, requires_grad: true)], lr: 0.5)], lr: 0.1, momentum: 0.9);
        LRScheduler schedule = name switch
        {
            "one" => L.OneCycleLR(o, 0.4, total_steps: 12),
            "onelin" => L.OneCycleLR(o, [0.4, 0.2], epochs: 3, steps_per_epoch: 4, anneal_strategy: "linear", pct_start: 0.25),
            "three" => L.OneCycleLR(o, 0.4, total_steps: 12, three_phase: true, pct_start: 0.4),
            "cyc" => L.CyclicLR(o, 0.1, 0.5, step_size_up: 3, step_size_down: 2),
            "cyc2" => L.CyclicLR(o, 0.1, 0.5, step_size_up: 2, mode: "triangular2"),
            _ => L.CyclicLR(o, 0.1, 0.5, step_size_up: 2, mode: "exp_range", gamma: 0.9),
        };
        for (int i = 0; i < expected.Length; i++)
        {
            if (i > 0) schedule.step();
            Assert.True(Math.Abs(expected[i] - o.param_groups[0].lr) <= 1e-15, $"{name}, step {i}: expected {expected[i]:R}, got {o.param_groups[0].lr:R}");
        }
        Assert.Equal(lastOfSecond, o.param_groups[1].lr, 1e-15);
        Assert.Equal(momentum, o.param_groups[0].Number("momentum"), 1e-12);
    }

    [Fact]
    public void A_cycle_cycles_the_first_beta_and_refuses_more_steps_than_planned()
    {
        var adam = optim.Adam([ones(1, requires_grad: true)], lr: 0.1);
        var schedule = L.OneCycleLR(adam, 0.4, total_steps: 4);
        Assert.Equal(0.95, adam.param_groups[0].Pair("betas").First, 1e-12);
        for (int i = 0; i < 4; i++) schedule.step();
        Assert.Equal("Tried to step 5 times. The specified number of total steps is 4", Assert.Throws<ArgumentException>(schedule.step).Message);
        Assert.Throws<ArgumentException>(() => L.OneCycleLR(adam, 0.4));
        Assert.Throws<ArgumentException>(() => L.OneCycleLR(adam, 0.4, total_steps: 4, pct_start: 1.5));
        Assert.Throws<ArgumentException>(() => L.CyclicLR(optim.Adagrad([ones(1, requires_grad: true)]), 0.1, 0.2));
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
