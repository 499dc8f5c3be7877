using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Exponentials()
    {
        yield return Unary("exp", x => x.exp(), Math.Exp, x => x.exp_(), (x, o) => torch.exp(x, @out: o)) with { Differentiable = true, Tolerance32 = 1e-6 };
        yield return Unary("exp2", x => x.exp2(), x => Math.Pow(2, x), x => x.exp2_(), (x, o) => torch.exp2(x, @out: o)) with { Differentiable = true, Tolerance32 = 1e-6 };
        yield return Unary("expm1", x => x.expm1(), M.Expm1, x => x.expm1_(), (x, o) => torch.expm1(x, @out: o)) with { Differentiable = true, Tolerance32 = 1e-6 };
        yield return Unary("log", x => x.log(), Math.Log, x => x.log_(), (x, o) => torch.log(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)] };
        yield return Unary("log2", x => x.log2(), Math.Log2, x => x.log2_(), (x, o) => torch.log2(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)] };
        yield return Unary("log10", x => x.log10(), Math.Log10, x => x.log10_(), (x, o) => torch.log10(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)] };
        yield return Unary("log1p", x => x.log1p(), M.Log1p, x => x.log1p_(), (x, o) => torch.log1p(x, @out: o)) with { Differentiable = true, GradDomain = [new(-0.5, 3)] };
        yield return Unary("sigmoid", x => x.sigmoid(), x => 1 / (1 + Math.Exp(-x)), x => x.sigmoid_(), (x, o) => torch.sigmoid(x, @out: o)) with { Differentiable = true };
        yield return Binary("sigmoid_backward", (x, y) => Pointwise.Binary(new SigmoidBackward(), x, y), (g, y) => g * y * (1 - y)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 5e-6 };
        yield return Unary("logit", x => x.logit(), x => Math.Log(x / (1 - x)), x => x.logit_(), (x, o) => torch.logit(x, @out: o)) with { Differentiable = true, Domain = [new(0.05, 0.95)], GradDomain = [new(0.1, 0.9)], Tolerance32 = 4e-6 };
        yield return Unary("logit", x => x.logit(0.1), x => double.IsNaN(x) ? x : M.Logit(Math.Clamp(x, 0.1, 0.9)), x => x.logit_(0.1), (x, o) => torch.logit(x, 0.1, @out: o)) with { Variant = "clamped", Differentiable = true, GradDomain = [new(0.2, 0.8)], Tolerance32 = 4e-6 };
    }
}
