using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Arithmetic()
    {
        yield return Binary("add", (x, y) => x.add(y), (x, y) => x + y, (x, y) => x.add_(y), (x, y, o) => torch.add(x, y, @out: o)) with { Differentiable = true };
        yield return Binary("sub", (x, y) => x.sub(y), (x, y) => x - y, (x, y) => x.sub_(y), (x, y, o) => torch.sub(x, y, @out: o)) with { Differentiable = true, Types = Numbers };
        yield return Binary("mul", (x, y) => x.mul(y), (x, y) => x * y, (x, y) => x.mul_(y), (x, y, o) => torch.mul(x, y, @out: o)) with { Differentiable = true };
        yield return Binary("div", (x, y) => x.div(y), (x, y) => x / y, (x, y) => x.div_(y), (x, y, o) => torch.div(x, y, @out: o)) with
        {
            Differentiable = true,
            GradDomain = [new(-2, 2), new(0.5, 2)],
            Domain = [new(-4, 4), new(1, 4)],
        };
        yield return Unary("neg", x => x.neg(), x => -x, x => x.neg_(), (x, o) => torch.neg(x, o)) with { Differentiable = true, Types = Numbers };
    }

    private static IEnumerable<OperatorInfo> Exponentials()
    {
        yield return Unary("exp", x => x.exp(), Math.Exp, x => x.exp_(), (x, o) => torch.exp(x, o)) with { Differentiable = true };
    }

    private static IEnumerable<OperatorInfo> Activations()
    {
        yield return Unary("relu", x => x.relu(), x => double.IsNaN(x) ? x : x > 0 ? x : 0, x => x.relu_(), (x, o) => torch.relu(x, o)) with { Differentiable = true, Types = Numbers, SignedZero = false };
        yield return Binary("threshold_backward", (g, x) => Taimatsu.Operators.Pointwise.Binary(new Taimatsu.Operators.ThresholdBackward(0), g, x), (g, x) => x <= 0 ? 0 : g) with { Specials = false };
    }
}
