using Taimatsu.Tests.RandomNumbers;
using Xunit.Abstractions;

namespace Taimatsu.Tests.Golden;

/// <summary>Every call of the golden files through our public face: results, gradients, changed arguments, refusals. What may differ stands in <c>differences.txt</c>, with the reason.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class GoldenReplayTests(ITestOutputHelper output)
{
    // Few ulps where a kernel computes element by element; machine epsilons of the largest result where it adds up.
    [Theory]
    [InlineData("pointwise", 4, 1)]
    [InlineData("binary", 4, 1)]
    [InlineData("ternary", 4, 1)]
    [InlineData("promotion", 4, 0)]
    [InlineData("creation", 1, 1)]
    [InlineData("indexing", 4, 4)]
    [InlineData("shapes", 4, 8)]
    [InlineData("resizing", 4, 16)]
    [InlineData("sort", 4, 1)]
    [InlineData("random", 4, 0)]
    [InlineData("reductions", 4, 8)]
    [InlineData("matmul", 4, 8)]
    [InlineData("convolution", 4, 16)]
    [InlineData("pooling", 4, 8)]
    [InlineData("losses", 4, 8)]
    [InlineData("normalization", 8, 16)]
    [InlineData("autograd", 8, 4)]
    public void OurAnswersAreLibtorchs(string name, int ulps, double slack)
    {
        var comparison = new GoldenComparison(ulps, slack);
        var known = GoldenDifferences.Load();
        var found = new Dictionary<string, List<string>>();
        var absent = new SortedSet<string>(StringComparer.Ordinal);
        int bound = 0;
        foreach (var top in GoldenFile.Load(name).Cases)
        {
            var generator = new Generator();
            if (top.Seed is { } seed)
            {
                // Operators that take no generator draw from the default one.
                torch.manual_seed(seed);
                generator = torch.default_generator;
            }
            foreach (var golden in top.Steps.Count > 0 ? top.Steps : [top])
            {
                bool exists;
                string? difference, kind;
                (exists, difference, kind) = Run(golden, generator, comparison);
                if (!exists) absent.Add(golden.Op);
                else bound++;
                if (difference is null) continue;
                string key = $"{name} {golden.Op} {kind}";
                if (!found.TryGetValue(key, out var list)) found[key] = list = [];
                list.Add($"{golden}: {difference}");
            }
        }
        output.WriteLine($"{bound} calls; not on our face: {string.Join(' ', absent)}");
        var unexpected = found.Where(f => f.Value.Count > known.Allowed(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key} {f.Value.Count}\n    {string.Join("\n    ", f.Value.Take(3))}").ToList();
        Assert.True(unexpected.Count == 0, $"{unexpected.Count} kinds of calls differ from libtorch:\n{string.Join('\n', unexpected)}");
        Assert.All(absent, op => Assert.True(known.IsAbsent(op), $"{op} is not on our face in the forms of {name}.json, nor listed as absent"));
    }

    private static (bool Exists, string? Difference, string Kind) Run(GoldenCase golden, Generator generator, GoldenComparison comparison)
    {
        string kind = golden.Args.OfType<GoldenTensor>().FirstOrDefault()?.DType.PyTorchName()[6..] ?? "*";
        List<object?>? results;
        Dictionary<string, Tensor> arguments;
        try
        {
            results = GoldenCall.Invoke(golden, golden.Grads.Count > 0, generator, out arguments);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException or DivideByZeroException or NotSupportedException)
        {
            if (golden.Error is null) return (true, $"refused: {e.Message}", kind);
            return (true, SameMessage(e.Message, golden.Error) ? null : $"refused with \"{e.Message}\" instead of \"{golden.Error}\"", "message");
        }
        if (results is null) return (false, null, kind);
        if (golden.Error is not null) return (true, $"not refused with \"{golden.Error}\"", kind);
        return (true, Compare(golden, results, arguments, comparison), kind);
    }

    private static string? Compare(GoldenCase golden, List<object?> results, Dictionary<string, Tensor> arguments, GoldenComparison comparison)
    {
        if (results.Count != golden.Results.Length) return $"{results.Count} results instead of {golden.Results.Length}";
        for (int i = 0; i < results.Count; i++)
            if (comparison.Difference(results[i], golden.Results[i]) is { } difference) return $"result {i}: {difference}";
        foreach (var (path, value) in golden.After)
            if (comparison.Difference(arguments[path], value) is { } difference) return $"argument {path} afterwards: {difference}";
        if (golden.Grads.Count == 0) return null;

        Tensor? loss = null;
        for (int i = 0; i < results.Count; i++)
            if (golden.GradOutputs[i] is GoldenTensor gradient)
            {
                if (results[i] is not Tensor { requires_grad: true } result) return $"result {i} has no gradient";
                var part = (result * gradient.ToTensor()).sum();
                loss = loss is null ? part : loss + part;
            }
        loss!.backward();
        foreach (var (path, value) in golden.Grads)
            if (value is not null && comparison.Difference(arguments[path].grad, value) is { } difference) return $"gradient of {path}: {difference}";
        return null;
    }

    /// <summary>Ours may say more; PyTorch names the kernel where we name the operator.</summary>
    private static bool SameMessage(string ours, string theirs)
    {
        const string NotImplemented = "not implemented for";
        int mine = ours.IndexOf(NotImplemented, StringComparison.Ordinal), other = theirs.IndexOf(NotImplemented, StringComparison.Ordinal);
        if (mine >= 0 && other >= 0) return ours.AsSpan(mine).SequenceEqual(theirs.AsSpan(other));
        return ours.Contains(theirs, StringComparison.Ordinal) || theirs.Contains(ours, StringComparison.Ordinal);
    }
}
