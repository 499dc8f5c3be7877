using Taimatsu.Modules;
using Taimatsu.Optimizers;

namespace Taimatsu.Tests.Gpu;

/// <summary>Optimisers on a GPU take all parameters at once, and get the processor's values.</summary>
public class OptimizerTests
{
    public static TheoryData<string> Names() => [.. s_makers.Keys];

    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, Optimizer>> s_makers = new()
    {
        ["SGD"] = p => new SGD(p, lr: 0.1),
        ["SGD nesterov"] = p => new SGD(p, lr: 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true, maximize: true),
        ["Adam"] = p => new Adam(p, lr: 0.1, amsgrad: true),
        ["AdamW"] = p => new AdamW(p, lr: 0.1),
        ["Adamax"] = p => new Adamax(p, lr: 0.1),
        ["NAdam"] = p => new NAdam(p, lr: 0.1),
        ["RAdam"] = p => new RAdam(p, lr: 0.1),
        ["RMSprop"] = p => new RMSprop(p, lr: 0.1, momentum: 0.5, centered: true),
        ["Adagrad"] = p => new Adagrad(p, lr: 0.1, initial_accumulator_value: 0.1),
        ["Adadelta"] = p => new Adadelta(p, lr: 0.1),
    };

    [Theory, MemberData(nameof(Names))]
    public void Steps_are_those_of_the_processor(string name)
    {
        PtxCompiler.Watch();
        double[][] expected = Run("cpu"), actual = Run("cuda");
        for (int p = 0; p < expected.Length; p++)
            for (int i = 0; i < expected[p].Length; i++)
                Assert.True(Math.Abs(expected[p][i] - actual[p][i]) <= 1e-10, $"parameter {p}, element {i}: {actual[p][i]}, expected {expected[p][i]}");

        double[][] Run(string device)
        {
            // A transposed one, one of a single element, one of none, and one of another type, which is staged.
            Parameter[] parameters =
            [
                new(Beside.Numbers(0.7, 4, 5).to(device)), new(Beside.Numbers(0.3, 3, 2).to(device).t()), new(Beside.Numbers(0.3, 1).to(device)), new(torch.zeros([0], ScalarType.Float64, device)),
                new(torch.ones([3], ScalarType.BFloat16, device)),
            ];
            var optimizer = s_makers[name](parameters);
            for (int step = 0; step < 3; step++)
            {
                optimizer.zero_grad();
                var loss = parameters[0].pow(2).sum() + parameters[1].sin().sum() + parameters[2].exp().sum() + parameters[4].to(ScalarType.Float64).sum();
                // One gradient lies in another order than its parameter.
                loss = loss + (parameters[1].contiguous() * Beside.Numbers(0.2, 2, 3).to(device)).sum();
                loss.backward();
                optimizer.step();
            }
            return Array.ConvertAll(parameters, p => p.detach().cpu().ToFlatArray<double>());
        }
    }
}
