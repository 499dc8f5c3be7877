using System.Globalization;
using System.Runtime.CompilerServices;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Sorting;

/// <summary>What PyTorch 1.13 answers where elements are equal, NaN, infinite, or named twice.</summary>
public class TiesAndNaNTests
{
    private const float NaN = float.NaN, Inf = float.PositiveInfinity;

    private static Tensor T(params float[] values) => torch.tensor(values);

    private static Tensor L(params long[] values) => torch.tensor(values);

    [Fact]
    public void Results_and_gradients_are_PyTorchs()
    {
        var differences = new List<string>();
        foreach (var (what, run, expected) in Cases())
        {
            string actual = run();
            if (actual != expected) differences.Add($"{what}\n    expected {expected}\n    actual   {actual}");
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static (string, Func<string>, string) Case(Func<string> run, string expected, [CallerArgumentExpression(nameof(run))] string what = "") => (what, run, expected);

    private static string Show(ValuesIndices pair) => Show([pair.values, pair.indices]);

    private static string Show((Tensor Output, Tensor? Inverse, Tensor? Counts) result) => Show([result.Output, result.Inverse!, result.Counts!]);

    // The shape and the elements of each tensor, floats to six digits.
    private static string Show(params Tensor[] tensors) => string.Join(" | ", tensors.Select(t => $"[{string.Join(", ", t.shape)}]: {string.Join(' ', t.ToFlatArray<double>().Select(Show))}"));

    private static string Show(double x) => double.IsNaN(x) ? "nan" : double.IsInfinity(x) ? x > 0 ? "inf" : "-inf" : (x == 0 ? 0 : x).ToString("G6", CultureInfo.InvariantCulture);

    // The gradient of a sum in which each element of the result weighs one more than the one before.
    private static Tensor Grad(Func<Tensor, Tensor> function, Tensor x)
    {
        x = x.detach().clone().requires_grad_();
        var result = function(x);
        (result * torch.arange(1, result.numel() + 1).view(result.shape)).sum().backward();
        return x.grad!;
    }

    private static IEnumerable<(string What, Func<string> Run, string Expected)> Cases()
    {
        Tensor ties = T(2, 1, 2, 1, 3, 1), nans = T(NaN, 1, NaN, -Inf, Inf, 0), ints = L(3, 1, 3, 2, 1, 1), bounds = T(1, 2, 2, 3, Inf, NaN);
        Tensor grid = T(1, NaN, 3, 3, 2, 2, NaN, NaN, 1).view(3, 3), x6 = T(1, 2, 3, 4, 5, 6).view(2, 3), ints6 = L(1, -7, 3, 3, -2, 5).view(2, 3);
        Tensor src = T(5, NaN, 7, -1, -2, -3).view(2, 3), whole = L(2, -3, 4, 5, -6, 7).view(2, 3), clean = T(1, 2, 3, -1, -2, 3).view(2, 3);
        Tensor ind = L(0, 0, 1, 0, 1, 1).view(2, 3), weights = T(1, 2, 3, 4, 5, 6).view(3, 2);
        yield return Case(() => Show(ties.sort(stable: true, descending: false)), "[6]: 1 1 1 2 2 3 | [6]: 1 3 5 0 2 4");
        yield return Case(() => Show(ties.sort(stable: true, descending: true)), "[6]: 3 2 2 1 1 1 | [6]: 4 0 2 1 3 5");
        yield return Case(() => Show(ties.topk(1, largest: true).values), "[1]: 3");
        yield return Case(() => Show(ties.topk(1, largest: false).values), "[1]: 1");
        yield return Case(() => Show(ties.kthvalue(1).values), "[]: 1");
        yield return Case(() => Show(ties.topk(3, largest: true).values), "[3]: 3 2 2");
        yield return Case(() => Show(ties.topk(3, largest: false).values), "[3]: 1 1 1");
        yield return Case(() => Show(ties.kthvalue(3).values), "[]: 1");
        yield return Case(() => Show(ties.topk(6, largest: true).values), "[6]: 3 2 2 1 1 1");
        yield return Case(() => Show(ties.topk(6, largest: false).values), "[6]: 1 1 1 2 2 3");
        yield return Case(() => Show(ties.kthvalue(6).values), "[]: 3");
        yield return Case(() => Show(ties.median(0).values), "[]: 1");
        yield return Case(() => Show(ties.median()), "[]: 1");
        yield return Case(() => Show(ties.nanmedian(0).values), "[]: 1");
        yield return Case(() => Show(ties.nanmedian()), "[]: 1");
        yield return Case(() => Show(ties.unique(return_inverse: true, return_counts: true)), "[3]: 1 2 3 | [6]: 1 0 1 0 2 0 | [3]: 3 2 1");
        yield return Case(() => Show(ties.unique_consecutive(return_inverse: true, return_counts: true)), "[6]: 2 1 2 1 3 1 | [6]: 0 1 2 3 4 5 | [6]: 1 1 1 1 1 1");
        yield return Case(() => Show(nans.sort(stable: true, descending: false)), "[6]: -inf 0 1 inf nan nan | [6]: 3 5 1 4 0 2");
        yield return Case(() => Show(nans.sort(stable: true, descending: true)), "[6]: nan nan inf 1 0 -inf | [6]: 0 2 4 1 5 3");
        yield return Case(() => Show(nans.topk(1, largest: true).values), "[1]: nan");
        yield return Case(() => Show(nans.topk(1, largest: false).values), "[1]: -inf");
        yield return Case(() => Show(nans.kthvalue(1).values), "[]: -inf");
        yield return Case(() => Show(nans.topk(3, largest: true).values), "[3]: nan nan inf");
        yield return Case(() => Show(nans.topk(3, largest: false).values), "[3]: -inf 0 1");
        yield return Case(() => Show(nans.kthvalue(3).values), "[]: 1");
        yield return Case(() => Show(nans.topk(6, largest: true).values), "[6]: nan nan inf 1 0 -inf");
        yield return Case(() => Show(nans.topk(6, largest: false).values), "[6]: -inf 0 1 inf nan nan");
        yield return Case(() => Show(nans.kthvalue(6).values), "[]: nan");
        yield return Case(() => Show(nans.median(0).values), "[]: nan");
        yield return Case(() => Show(nans.median()), "[]: nan");
        yield return Case(() => Show(nans.nanmedian(0).values), "[]: 0");
        yield return Case(() => Show(nans.nanmedian()), "[]: 0");
        // PyTorch 1.13 loses count of NaN; each is different, so each counts once.
        yield return Case(() => Show(nans.unique(return_inverse: true, return_counts: true)), "[6]: -inf 0 1 inf nan nan | [6]: 4 2 5 0 3 1 | [6]: 1 1 1 1 1 1");
        yield return Case(() => Show(nans.unique_consecutive(return_inverse: true, return_counts: true)), "[6]: nan 1 nan -inf inf 0 | [6]: 0 1 2 3 4 5 | [6]: 1 1 1 1 1 1");
        yield return Case(() => Show(ints.sort(stable: true, descending: false)), "[6]: 1 1 1 2 3 3 | [6]: 1 4 5 3 0 2");
        yield return Case(() => Show(ints.sort(stable: true, descending: true)), "[6]: 3 3 2 1 1 1 | [6]: 0 2 3 1 4 5");
        yield return Case(() => Show(ints.topk(1, largest: true).values), "[1]: 3");
        yield return Case(() => Show(ints.topk(1, largest: false).values), "[1]: 1");
        yield return Case(() => Show(ints.kthvalue(1).values), "[]: 1");
        yield return Case(() => Show(ints.topk(3, largest: true).values), "[3]: 3 3 2");
        yield return Case(() => Show(ints.topk(3, largest: false).values), "[3]: 1 1 1");
        yield return Case(() => Show(ints.kthvalue(3).values), "[]: 1");
        yield return Case(() => Show(ints.topk(6, largest: true).values), "[6]: 3 3 2 1 1 1");
        yield return Case(() => Show(ints.topk(6, largest: false).values), "[6]: 1 1 1 2 3 3");
        yield return Case(() => Show(ints.kthvalue(6).values), "[]: 3");
        yield return Case(() => Show(ints.median(0).values), "[]: 1");
        yield return Case(() => Show(ints.median()), "[]: 1");
        yield return Case(() => Show(ints.nanmedian(0).values), "[]: 1");
        yield return Case(() => Show(ints.nanmedian()), "[]: 1");
        yield return Case(() => Show(ints.unique(return_inverse: true, return_counts: true)), "[3]: 1 2 3 | [6]: 2 0 2 1 0 0 | [3]: 3 1 2");
        yield return Case(() => Show(ints.unique_consecutive(return_inverse: true, return_counts: true)), "[5]: 3 1 3 2 1 | [6]: 0 1 2 3 4 4 | [5]: 1 1 1 1 2");
        yield return Case(() => Show(ties.mode()), "[]: 1 | []: 5");
        yield return Case(() => Show(ints.mode()), "[]: 1 | []: 5");
        yield return Case(() => Show(grid.sort(0, stable: true)), "[3, 3]: 1 2 1 3 nan 2 nan nan 3 | [3, 3]: 0 1 2 1 0 1 2 2 0");
        yield return Case(() => Show(grid.median(0).values), "[3]: nan nan 2");
        yield return Case(() => Show(grid.nanmedian(0, true).values), "[1, 3]: 1 2 2");
        yield return Case(() => Show(grid.topk(2, 0).values), "[2, 3]: nan nan 3 3 nan 2");
        yield return Case(() => Show(grid.kthvalue(2, 0, true).values), "[1, 3]: 3 nan 2");
        yield return Case(() => Show(grid.sort(1, stable: true)), "[3, 3]: 1 3 nan 2 2 3 1 nan nan | [3, 3]: 0 2 1 1 2 0 2 0 1");
        yield return Case(() => Show(grid.median(1).values), "[3]: nan 2 nan");
        yield return Case(() => Show(grid.nanmedian(1, true).values), "[3, 1]: 1 2 1");
        yield return Case(() => Show(grid.topk(2, 1).values), "[3, 2]: nan 3 3 2 nan nan");
        yield return Case(() => Show(grid.kthvalue(2, 1, true).values), "[3, 1]: 3 2 nan");
        yield return Case(() => Show(grid.msort()), "[3, 3]: 1 2 1 3 nan 2 nan nan 3");
        yield return Case(() => Show(torch.searchsorted(bounds, nans, right: false)), "[6]: 6 0 6 0 6 0");
        yield return Case(() => Show(ties.bucketize(bounds, right: false)), "[6]: 1 0 1 0 3 0");
        yield return Case(() => Show(torch.searchsorted(bounds, ints, right: false)), "[6]: 3 0 3 1 0 0");
        yield return Case(() => Show(torch.searchsorted(bounds, nans, right: true)), "[6]: 6 1 6 0 6 0");
        yield return Case(() => Show(ties.bucketize(bounds, right: true)), "[6]: 3 1 3 1 6 1");
        yield return Case(() => Show(torch.searchsorted(bounds, ints, right: true)), "[6]: 6 1 6 3 1 1");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "sum", true)), "[2, 3]: 5 nan 3 4 3 10");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "sum", false)), "[2, 3]: 4 nan 3 4 -2 4");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "prod", true)), "[2, 3]: -5 nan 3 4 -10 -126");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "prod", false)), "[2, 3]: -5 nan 3 4 -2 -21");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "mean", true)), "[2, 3]: 1.66667 nan 3 4 1.5 3.33333");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "mean", false)), "[2, 3]: 2 nan 3 4 -2 2");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "amax", true)), "[2, 3]: 5 nan 3 4 5 7");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "amax", false)), "[2, 3]: 5 nan 3 4 -2 7");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "amin", true)), "[2, 3]: -1 nan 3 4 -2 -3");
        yield return Case(() => Show(x6.scatter_reduce(0, ind, src, "amin", false)), "[2, 3]: -1 nan 3 4 -2 -3");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "sum", true)), "[2, 3]: 0 -3 3 8 -1 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "sum", false)), "[2, 3]: -1 4 3 5 1 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "prod", true)), "[2, 3]: -6 -28 3 15 84 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "prod", false)), "[2, 3]: -6 4 3 5 -42 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "mean", true)), "[2, 3]: 0 -2 3 4 -1 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "mean", false)), "[2, 3]: -1 4 3 5 0 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "amax", true)), "[2, 3]: 2 4 3 5 7 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "amax", false)), "[2, 3]: 2 4 3 5 7 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "amin", true)), "[2, 3]: -3 -7 3 3 -6 5");
        yield return Case(() => Show(ints6.scatter_reduce(1, ind, whole, "amin", false)), "[2, 3]: -3 4 3 5 -6 5");
        yield return Case(() => Show(torch.histc(ties, 4)), "[4]: 3 0 2 1");
        yield return Case(() => Show(torch.histc(ties, 3, 1, 2)), "[3]: 3 0 2");
        yield return Case(() => Show(torch.histc(T(1, 1), 4)), "[4]: 0 0 2 0");
        yield return Case(() => Show(ints.bincount()), "[4]: 0 3 1 2");
        yield return Case(() => Show(ints.bincount(T(1, 2, 3, 4, 5, 6), 8)), "[8]: 0 13 4 4 0 0 0 0");
        yield return Case(() => Show(torch.empty(0, dtype: torch.int64).bincount()), "[0]: ");
        yield return Case(() => Show(F.one_hot(ints)), "[6, 4]: 0 0 0 1 0 1 0 0 0 0 0 1 0 0 1 0 0 1 0 0 0 1 0 0");
        yield return Case(() => Show(x6.take(L(5, 0, -1))), "[3]: 6 1 6");
        yield return Case(() => Show(x6.take_along_dim(x6.argsort(1, true), 1)), "[2, 3]: 3 2 1 6 5 4");
        yield return Case(() => Show(x6.take_along_dim(L(3, 0))), "[2]: 4 1");
        yield return Case(() => Show(x6.clone().put_(L(1, 1, -1), T(7, 8, 9), true)), "[2, 3]: 1 17 3 4 5 15");
        yield return Case(() => Show(x6.masked_scatter(x6.gt(3), T(9, 8, 7, 6))), "[2, 3]: 1 2 3 9 8 7");
        yield return Case(() => Show(torch.where(grid.gt(1))), "[4]: 0 1 1 1 | [4]: 2 0 1 2");
        yield return Case(() => Show(F.embedding(L(2, 0, 2), weights.clone(), max_norm: 3, norm_type: 1)), "[3, 2]: 1.36364 1.63636 1 2 1.36364 1.63636");
        yield return Case(() => Show(Grad(t => t.sort(1, stable: true).values, x6)), "[2, 3]: 1 2 3 4 5 6");
        yield return Case(() => Show(Grad(t => t.topk(2, 0).values, x6)), "[2, 3]: 4 5 6 1 2 3");
        yield return Case(() => Show(Grad(t => t.median(), ties)), "[6]: 0 0.333333 0 0.333333 0 0.333333");
        yield return Case(() => Show(Grad(t => t.nanmedian(), nans)), "[6]: 0 0 0 0 0 1");
        yield return Case(() => Show(Grad(t => t.median(), nans)), "[6]: 0.5 0 0.5 0 0 0");
        yield return Case(() => Show(Grad(t => t.mode(0).values, ties)), "[6]: 0 0 0 0 0 1");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "sum", true), x6)), "[2, 3]: 1 2 3 4 5 6");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "sum", true), clean)), "[2, 3]: 1 2 6 1 5 6");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "sum", false), x6)), "[2, 3]: 0 0 3 4 0 0");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "sum", false), clean)), "[2, 3]: 1 2 6 1 5 6");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "prod", true), x6)), "[2, 3]: -1 4 3 4 -10 54");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "prod", true), clean)), "[2, 3]: -1 4 108 1 25 108");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "prod", false), x6)), "[2, 3]: 0 0 3 4 0 0");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "prod", false), clean)), "[2, 3]: -1 2 18 1 5 18");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "mean", true), x6)), "[2, 3]: 0.333333 1 3 4 2.5 2");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "mean", true), clean)), "[2, 3]: 0.333333 1 2 0.333333 2.5 2");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "mean", false), x6)), "[2, 3]: 0 0 3 4 0 0");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "mean", false), clean)), "[2, 3]: 0.5 2 3 0.5 5 3");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "amax", true), x6)), "[2, 3]: 0.5 1 3 4 5 6");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "amax", true), clean)), "[2, 3]: 0.5 1 0 0 0 0");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "amax", false), x6)), "[2, 3]: 0 0 3 4 0 0");
        // PyTorch lets elements that were left out share the gradient of equal ones; the derivative is 1 for the only one that counts.
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "amax", false), clean)), "[2, 3]: 1 2 3 0 5 3");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "amin", true), x6)), "[2, 3]: 0 1 3 4 0 0");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "amin", true), clean)), "[2, 3]: 0 1 3 1 5 3");
        yield return Case(() => Show(Grad(t => t.scatter_reduce(0, ind, clean, "amin", false), x6)), "[2, 3]: 0 0 3 4 0 0");
        yield return Case(() => Show(Grad(t => x6.scatter_reduce(0, ind, t, "amin", false), clean)), "[2, 3]: 0 2 3 1 5 3");
        yield return Case(() => Show(Grad(t => F.embedding(L(2, 0, 2, 1), t, padding_idx: 0), weights)), "[3, 2]: 0 0 7 8 6 8");
        yield return Case(() => Show(Grad(t => F.embedding(L(2, 0, 2, 1), t, scale_grad_by_freq: true), weights)), "[3, 2]: 3 4 7 8 3 4");
    }
}
