using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> BinaryFunctions()
    {
        yield return Binary("atan2", (x, y) => x.atan2(y), Math.Atan2, (x, y) => x.atan2_(y), (x, y, o) => torch.atan2(x, y, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 2)] };
        yield return Binary("hypot", (x, y) => x.hypot(y), double.Hypot, (x, y) => x.hypot_(y), (x, y, o) => torch.hypot(x, y, @out: o)) with { Differentiable = true, Types = Floats, GradDomain = [new(0.5, 2)] };
        yield return Binary("nextafter", (x, y) => x.nextafter(y), M.NextAfter, (x, y) => x.nextafter_(y), (x, y, o) => torch.nextafter(x, y, @out: o)) with { Types = [ScalarType.Float64], Tolerance64 = 0, OthersThrow = false };
        yield return Binary("copysign", (x, y) => x.copysign(y), Math.CopySign, (x, y) => x.copysign_(y), (x, y, o) => torch.copysign(x, y, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 2), new(-2, -1)] };
        yield return Binary("maximum", (x, y) => x.maximum(y), (x, y) => Math.Max(x, y), (x, y) => x.maximum_(y), (x, y, o) => torch.maximum(x, y, @out: o)) with { Differentiable = true, SignedZero = false };
        yield return Binary("minimum", (x, y) => x.minimum(y), (x, y) => Math.Min(x, y), (x, y) => x.minimum_(y), (x, y, o) => torch.minimum(x, y, @out: o)) with { Differentiable = true, SignedZero = false };
        yield return Binary("fmax", (x, y) => x.fmax(y), double.MaxNumber, null, (x, y, o) => torch.fmax(x, y, @out: o)) with { Differentiable = true, SignedZero = false };
        yield return Binary("fmin", (x, y) => x.fmin(y), double.MinNumber, null, (x, y, o) => torch.fmin(x, y, @out: o)) with { Differentiable = true, SignedZero = false };
        yield return Binary("logaddexp", (x, y) => x.logaddexp(y), M.LogAddExp, null, (x, y, o) => torch.logaddexp(x, y, @out: o)) with { Differentiable = true, Types = Floats, SignedZero = false, Tolerance32 = 4e-6 };
        yield return Binary("logaddexp2", (x, y) => x.logaddexp2(y), M.LogAddExp2, null, (x, y, o) => torch.logaddexp2(x, y, @out: o)) with { Differentiable = true, Types = Floats, SignedZero = false, Tolerance32 = 4e-6 };
        yield return Binary("xlogy", (x, y) => x.xlogy(y), (x, y) => double.IsNaN(y) ? y : x == 0 ? 0 : x * Math.Log(y), (x, y) => x.xlogy_(y), (x, y, o) => torch.xlogy(x, y, @out: o)) with { Differentiable = true, Domain = [new(-4, 4), new(0.5, 4)], GradDomain = [new(0.5, 2)], SignedZero = false };
        yield return Binary("heaviside", (x, y) => x.heaviside(y), (x, y) => x == 0 ? y : x > 0 ? 1 : 0, (x, y) => x.heaviside_(y), (x, y, o) => torch.heaviside(x, y, @out: o)) with { Domain = [new(-2, 2)], SignedZero = false };
    }
}
