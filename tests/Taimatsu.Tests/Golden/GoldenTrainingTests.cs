using System.Reflection;
using Taimatsu.Modules;
using Taimatsu.Tests.RandomNumbers;

namespace Taimatsu.Tests.Golden;

/// <summary>What PyTorch's Python half does: optimisers step by step, learning rates, first values of parameters.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class GoldenTrainingTests
{
    public static TheoryData<string> Optimizers => ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "RAdam"];

    public static TheoryData<string> Schedules => ["StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR", "ConstantLR", "LinearLR", "PolynomialLR", "CosineAnnealingWarmRestarts"];

    private static IEnumerable<MethodInfo> Named(Type owner, string name) => owner.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name == name && !m.ContainsGenericParameters);

    private static GoldenTensor[] Tensors(object? list) => [.. ((object?[])list!).Cast<GoldenTensor>()];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void OptimizersWalkThePathOfPyTorchs(string name)
    {
        // Newer versions than the one that wrote the file order the same operations a little differently.
        var comparison = new GoldenComparison(ulps: 16, slack: 4);
        var differences = new List<string>();
        var cases = GoldenFile.Load("optim").Cases.Where(c => c.Op == name).ToList();
        Assert.NotEmpty(cases);
        foreach (var golden in cases)
        {
            var parameters = Tensors(golden.Args).Select(p => new Parameter(p.ToTensor())).ToArray();
            Assert.True(GoldenCall.TryCall(Named(typeof(torch.optim), name), null, [parameters.Cast<object?>().ToArray()], golden.Kwargs.ToDictionary(), null, out object? made), $"no overload takes {golden}");
            var optimizer = (Optimizer)made!;
            object?[] gradients = (object?[])golden["gradients"]!, steps = (object?[])golden["steps"]!;
            for (int step = 0; step < steps.Length; step++)
            {
                foreach (var (parameter, gradient) in parameters.Zip(Tensors(gradients[step]))) parameter.grad = gradient.ToTensor();
                optimizer.step();
                foreach (var (parameter, expected) in parameters.Zip(Tensors(steps[step])))
                    if (comparison.Difference(parameter, expected) is { } difference) differences.Add($"{golden} step {step}: {difference}");
            }
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(5))}");
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void LearningRatesAreThoseOfPyTorch(string name)
    {
        var cases = GoldenFile.Load("optim").Cases.Where(c => c.Op == name).ToList();
        Assert.NotEmpty(cases);
        foreach (var golden in cases)
        {
            var optimizer = torch.optim.SGD([new Parameter(torch.zeros(1))], (double)golden["lr"]!, momentum: 0.9);
            Assert.True(GoldenCall.TryCall(Named(typeof(torch.optim.lr_scheduler), name), null, [optimizer], golden.Kwargs.ToDictionary(), null, out object? made), $"no overload takes {golden}");
            var scheduler = (LRScheduler)made!;
            for (int step = 0; step < golden.Results.Length; step++)
            {
                double expected = (double)golden.Results[step]!, rate = optimizer.param_groups.First().lr;
                Assert.True(Math.Abs(rate - expected) <= 1e-15 + 1e-12 * Math.Abs(expected), $"{golden} after {step} steps: {rate:R} instead of {expected:R}");
                optimizer.step();
                scheduler.step();
            }
        }
    }

    [Fact]
    public void ParametersBeginAsPyTorchs() => Replay("nn.", typeof(torch.nn), (golden, made) =>
    {
        var names = ((object?[])golden["names"]!).Cast<string>().ToList();
        var state = ((Module)made!).state_dict();
        Assert.True(names.SequenceEqual(state.Keys), $"{golden} has {string.Join(' ', state.Keys)} instead of {string.Join(' ', names)}");
        return names.Select(n => (object?)state[n]).ToList();
    });

    [Fact]
    public void FillingsAreThoseOfPyTorch() => Replay("init.", typeof(torch.nn.init), (_, made) => [made]);

    private static void Replay(string prefix, Type owner, Func<GoldenCase, object?, List<object?>> results)
    {
        var comparison = new GoldenComparison(ulps: 2, slack: 16);
        var differences = new List<string>();
        var absent = new SortedSet<string>(StringComparer.Ordinal);
        int compared = 0;
        foreach (var golden in GoldenFile.Load("init").Cases.Where(c => c.Op.StartsWith(prefix, StringComparison.Ordinal)))
        {
            torch.manual_seed(golden.Seed!.Value);
            var args = golden.Args.Select(a => a is GoldenTensor t ? t.ToTensor() : a).ToList();
            object? made;
            try
            {
                if (!GoldenCall.TryCall(Named(owner, golden.Op[prefix.Length..]), null, args, golden.Kwargs.ToDictionary(), null, out made))
                {
                    absent.Add(golden.Op);
                    continue;
                }
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                if (e.Message != golden.Error) differences.Add($"{golden}: refused with \"{e.Message}\" instead of \"{golden.Error ?? "nothing"}\"");
                continue;
            }
            compared++;
            if (golden.Error is not null)
            {
                differences.Add($"{golden}: not refused with \"{golden.Error}\"");
                continue;
            }
            foreach (var (ours, theirs) in results(golden, made).Zip(golden.Results))
                if (comparison.Difference(ours, theirs) is { } difference) differences.Add($"{golden} seed {golden.Seed}: {difference}");
        }
        Assert.True(compared > 20, $"{compared} calls compared; not on our face: {string.Join(' ', absent)}");
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(12))}\nnot on our face: {string.Join(' ', absent)}");
    }
}
