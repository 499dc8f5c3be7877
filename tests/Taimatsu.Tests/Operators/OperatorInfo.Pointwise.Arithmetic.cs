using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Arithmetic()
    {
        yield return Binary("add", (x, y) => x.add(y), (x, y) => x + y, (x, y) => x.add_(y), (x, y, o) => torch.add(x, y, @out: o)) with { Differentiable = true };
        yield return Binary("add", (x, y) => x.add(y, 3), (x, y) => x + 3 * y, (x, y) => x.add_(y, 3), (x, y, o) => torch.add(x, y, 3, o)) with { Variant = "alpha", Differentiable = true, Types = Numbers, OthersThrow = false, Specials = false };
        yield return Binary("sub", (x, y) => x.sub(y), (x, y) => x - y, (x, y) => x.sub_(y), (x, y, o) => torch.sub(x, y, @out: o)) with { Differentiable = true, Types = Numbers };
        yield return Binary("sub", (x, y) => x.sub(y, 3), (x, y) => x - 3 * y, (x, y) => x.sub_(y, 3), (x, y, o) => torch.sub(x, y, 3, o)) with { Variant = "alpha", Differentiable = true, Types = Numbers, OthersThrow = false, Specials = false };
        yield return Binary("rsub", (x, y) => x.rsub(y), (x, y) => y - x) with { Differentiable = true, Types = Numbers };
        yield return Binary("mul", (x, y) => x.mul(y), (x, y) => x * y, (x, y) => x.mul_(y), (x, y, o) => torch.mul(x, y, @out: o)) with { Differentiable = true };
        yield return Binary("div", (x, y) => x.div(y), (x, y) => x / y, (x, y) => x.div_(y), (x, y, o) => torch.div(x, y, @out: o)) with { Differentiable = true, Domain = [new(-4, 4), new(1, 4)], GradDomain = [new(-2, 2), new(0.5, 2)] };
        yield return Binary("floor_divide", (x, y) => x.floor_divide(y), M.FloorDivide, (x, y) => x.floor_divide_(y), (x, y, o) => torch.floor_divide(x, y, @out: o)) with { Types = Numbers, Domain = [new(-9, 9), new(1, 4)] };
        yield return Binary("div", (x, y) => x.div(y, "trunc"), (x, y) => Math.Truncate(x / y), (x, y) => x.div_(y, "trunc"), (x, y, o) => torch.div(x, y, "trunc", o)) with { Variant = "trunc", Types = Numbers, Domain = [new(-9, 9), new(1, 4)], Specials = false };
        yield return Binary("div_trunc", (x, y) => x.div(y, RoundingMode.trunc), (x, y) => Math.Truncate(x / y)) with { Types = Numbers, Domain = [new(-9, 9), new(1, 4)], Specials = false, Differentiable = true, GradDomain = [new(0.1, 0.9), new(1, 2)] };
        yield return Binary("remainder", (x, y) => x.remainder(y), M.Remainder, (x, y) => x.remainder_(y), (x, y, o) => torch.remainder(x, y, @out: o)) with { Differentiable = true, Types = Numbers, Domain = [new(-9, 9), new(1, 4)], GradDomain = [new(0.1, 0.4), new(0.5, 2)], SignedZero = false };
        yield return Binary("fmod", (x, y) => x.fmod(y), (x, y) => x % y, (x, y) => x.fmod_(y), (x, y, o) => torch.fmod(x, y, @out: o)) with { Differentiable = true, Types = Numbers, Domain = [new(-9, 9), new(1, 4)], GradDomain = [new(0.1, 0.4), new(0.5, 2)] };
    }
}
